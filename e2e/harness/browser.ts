import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_ARGUMENTS } from '../engines/chromium-arguments.ts';
import { findEngine } from '../engines/find.ts';

/**
 * The path of the Chromium that tests drive: `CHROMIUM_PATH`, else the headless shell from npm, which is the
 * same for everybody, else, where that does not run, the system's browser.
 */
export async function findBrowser(): Promise<string> {
  const { CHROMIUM_PATH: chosen } = process.env;
  if (chosen) return chosen;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const installed = findEngine('chromium');
    if (installed !== undefined) return installed;
  }
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

/** Names the browser that all files of a test run share. */
const SHARED_BROWSER = 'AUTHBEAT_TEST_BROWSER';

/** Starts the browser of a test run, for the processes that this one starts. @returns what ends it */
export async function shareBrowser(): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(await options());
  process.env[SHARED_BROWSER] = server.wsEndpoint();
  return async () => server.close();
}

/** Connects to the browser of the test run, or launches one outside of a run. */
export async function launchBrowser(): Promise<Browser> {
  const { [SHARED_BROWSER]: endpoint } = process.env;
  return endpoint === undefined ? chromium.launch(await options()) : chromium.connect(endpoint);
}

async function options(): Promise<{ executablePath: string; args: string[] }> {
  return { executablePath: await findBrowser(), args: CHROMIUM_ARGUMENTS };
}

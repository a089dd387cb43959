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

/** Starts a headless Chromium. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findBrowser(), args: CHROMIUM_ARGUMENTS });
}

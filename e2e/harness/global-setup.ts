import { findBrowser } from './browser.ts';

/** Unpacks the browser once, before test files in several processes ask for it at the same moment. */
export async function setup(): Promise<void> {
  process.env['CHROMIUM_PATH'] = await findBrowser();
}

import { findBrowser } from './browser.ts';
import { buildPages } from './pages.ts';

/** Unpacks the browser and builds the pages once, before test files in several processes need them. */
export async function setup(): Promise<void> {
  process.env['CHROMIUM_PATH'] = await findBrowser();
  await buildPages();
}

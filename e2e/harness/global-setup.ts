import { shareBrowser } from './browser.ts';
import { buildPages } from './pages.ts';

/** Builds the pages and starts the browser once for all test files. @returns what ends the browser */
export async function setup(): Promise<() => Promise<void>> {
  await buildPages();
  return shareBrowser();
}

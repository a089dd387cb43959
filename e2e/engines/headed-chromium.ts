import { launch, type Browser } from 'puppeteer-core';
import { CHROMIUM_ARGUMENTS } from './chromium-arguments.ts';
import { findEngine } from './find.ts';
import { startDisplay } from './xvfb.ts';

/** What drivers switch off, and people's browsers have on. */
const PEOPLES_DEFAULTS = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-popup-blocking',
];

/** Starts a full Chromium with a window, on a display of its own, as people have it. */
export async function launchHeadedChromium(options: readonly string[] = []): Promise<Browser> {
  const executablePath = findEngine('chromium');
  if (executablePath === undefined) throw new Error('There is no full Chromium.');
  const display = await startDisplay();
  const browser = await launch({
    executablePath,
    headless: false,
    args: [...CHROMIUM_ARGUMENTS, ...options],
    ignoreDefaultArgs: PEOPLES_DEFAULTS,
    env: { ...process.env, DISPLAY: display.name },
    defaultViewport: null,
  });
  browser.process()?.once('exit', () => display.close());
  return browser;
}

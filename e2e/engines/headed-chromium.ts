import type { BrowserContext } from 'playwright-core';
import { startChromium } from './start-chromium.ts';
import { PATIENCE } from './wait.ts';
import { startDisplay } from './xvfb.ts';

/** A browser with a window, and the profile of the person before it. */
export interface HeadedChromium {
  readonly profile: BrowserContext;
  readonly close: () => Promise<void>;
}

/** Starts a full Chromium with a window, on a display of its own. */
export async function startHeadedChromium(options: readonly string[] = []): Promise<HeadedChromium> {
  const display = await startDisplay();
  const { browser, close } = await startChromium(options, { DISPLAY: display.name });
  const [profile] = browser.contexts();
  if (profile === undefined) throw new Error('The browser has no profile.');
  profile.setDefaultTimeout(PATIENCE);
  return {
    profile,
    async close() {
      await close();
      display.close();
    },
  };
}

import type { ColorScheme, EngineBrowser } from './engine.ts';
import type { EngineName } from './find.ts';
import { launchWithPlaywright } from './playwright.ts';
import { launchWithPuppeteer } from './puppeteer.ts';
import { launchWebKit } from './webkit.ts';

const LAUNCHERS: Readonly<Record<EngineName, (colorScheme: ColorScheme) => Promise<EngineBrowser>>> = {
  chromium: launchWithPlaywright,
  firefox: launchWithPuppeteer,
  webkit: launchWebKit,
};

/** Starts a full browser of this engine, without a window that a person sees. */
export async function launchEngine(
  engine: EngineName,
  colorScheme: ColorScheme = 'light',
): Promise<EngineBrowser> {
  return LAUNCHERS[engine](colorScheme);
}

import type { ColorScheme, EngineBrowser } from './engine.ts';
import { findEngine, type EngineName } from './find.ts';
import { launchWithPuppeteer } from './puppeteer.ts';
import { launchWebKit } from './webkit.ts';

/** Starts a full browser of this engine, without a window that anybody sees. */
export async function launchEngine(
  engine: EngineName,
  colorScheme: ColorScheme = 'light',
): Promise<EngineBrowser> {
  const path = findEngine(engine);
  if (path === undefined) throw new Error(`There is no ${engine}. tools/install-browsers.sh installs it.`);
  return engine === 'webkit'
    ? launchWebKit(path, colorScheme)
    : launchWithPuppeteer(engine, path, colorScheme);
}

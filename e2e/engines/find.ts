import { accessSync, constants } from 'node:fs';

/** The browsers' engines that the client is tested in. */
export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

const PLACES: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: [
    '/usr/lib/chromium/chromium',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  webkit: [
    '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
    '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
    '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
  ],
};

/** What each engine needs besides its browser. */
const HELPERS: Readonly<Record<EngineName, readonly string[]>> = {
  chromium: [],
  firefox: [],
  webkit: ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'],
};

/** The path of a full browser of this engine, or undefined where it cannot be run. */
export function findEngine(engine: EngineName): string | undefined {
  return HELPERS[engine].every(isExecutable) ? PLACES[engine].find(isExecutable) : undefined;
}

/** The path of a full browser of this engine. @throws {Error} where it cannot be run */
export function requireEngine(engine: EngineName): string {
  const path = findEngine(engine);
  if (path === undefined) throw new Error(`There is no ${engine}. tools/install-browsers.sh installs it.`);
  return path;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import { readFile } from 'node:fs/promises';
import { BRIDGE_PATH, serveAsset } from './assets.ts';
import type { HostResponse } from './response.ts';

/** What the host's own pages load first. */
const OWN = '/host/browser-clock.js';
const SOURCE = new URL('../../assets/browser-clock.js', import.meta.url);

/**
 * Serves what sets the clock of a document, for the fault of the browser's clock: a script for the host's own pages, and
 * the bridge with that script in front of it for the pages of apps. `undefined` for another path.
 *
 * @param ahead seconds
 */
export async function serveBrowserClock(path: string, ahead: number): Promise<HostResponse | undefined> {
  if (path !== OWN && (path !== BRIDGE_PATH || ahead === 0)) return undefined;
  const script = ahead === 0 ? '' : `{\n${await readFile(SOURCE, 'utf8')}shiftClock(${ahead * 1000});\n}\n`;
  const asset = await serveAsset(path === OWN ? '/host/assets/prelude.js' : path);
  if (!asset) return undefined;
  const body = path === OWN ? script : script + asset.body.toString();
  return { ...asset, headers: { ...asset.headers, 'cache-control': 'no-store' }, body };
}

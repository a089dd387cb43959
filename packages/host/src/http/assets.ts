import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BUNDLED_FILES } from './bundled-files.ts';
import { refusal, type HostResponse } from './response.ts';

/** Where the bridge for the pages of apps is served. */
export const BRIDGE_PATH = '/atlassian-connect/all.js';
/** Where Atlassian's CSS reset is served. */
export const CSS_RESET_PATH = '/atlassian-connect/css-reset.css';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const STYLESHEET = 'text/css; charset=utf-8';
const OWN_SCRIPTS = [
  'prelude.js',
  'faults.js',
  'page.js',
  'bridge.js',
  'frames.js',
  'inspector.js',
  'clock.js',
  'elements.js',
  'items.js',
  'server.js',
  ...[
    'calls',
    'confluence',
    'cookie',
    'dialog',
    'flags',
    'form-dialog',
    'history',
    'iframe',
    'inline-dialog',
    'jira',
    'navigator',
    'request',
    'unsimulated',
    'user',
  ].map((name) => `product/${name}.js`),
  ...[
    'announce',
    'arrow-keys',
    'details',
    'filter',
    'lanes',
    'list',
    'marks',
    'model',
    'recovery',
    'token',
    'view',
    'words',
  ].map((name) => `timeline/${name}.js`),
  ...['channel', 'commands', 'events', 'frames', 'history', 'modal', 'navigate', 'page', 'remote'].map(
    (name) => `forge/${name}.js`,
  ),
];
const OWN_STYLES = ['host.css', 'timeline.css'];

interface Asset {
  /** Files whose contents follow each other. */
  readonly files: readonly string[];
  readonly type: string;
}

const own = (name: string): string => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

/**
 * What is served from files. Atlassian's are those of their npm package, unchanged; behind the one for the pages of apps
 * stands what their file has in the cloud, and not on npm.
 */
const ASSETS: ReadonlyMap<string, Asset> = new Map<string, Asset>([
  [BRIDGE_PATH, { files: [BUNDLED_FILES['iframe.js'], own('callbacks.js')], type: JAVASCRIPT }],
  ['/atlassian-connect/connect-host.js', { files: [BUNDLED_FILES['connect-host.js']], type: JAVASCRIPT }],
  [CSS_RESET_PATH, { files: [BUNDLED_FILES['css-reset.css']], type: STYLESHEET }],
  ['/host/assets/jquery.js', { files: [BUNDLED_FILES['jquery.min.js']], type: JAVASCRIPT }],
  ...OWN_SCRIPTS.map((name) => [`/host/assets/${name}`, { files: [own(name)], type: JAVASCRIPT }] as const),
  ...OWN_STYLES.map((name) => [`/host/assets/${name}`, { files: [own(name)], type: STYLESHEET }] as const),
]);

/** Serves a file. `undefined` for another path. */
export async function serveAsset(path: string): Promise<HostResponse | undefined> {
  const asset = ASSETS.get(path);
  if (!asset) return undefined;
  try {
    const body = Buffer.concat(await Promise.all(asset.files.map(async (file) => readFile(file))));
    return {
      status: 200,
      headers: {
        'content-type': asset.type,
        'cache-control': path.startsWith('/atlassian-connect/') ? 'public, max-age=3600' : 'no-cache',
        // Pages of apps load the bridge and the CSS reset from here, as they do from Atlassian's CDN and unpkg.
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
      },
      body,
    };
  } catch {
    return refusal(500, 'asset_missing', 'A file of the local host is missing. Install its package again.');
  }
}

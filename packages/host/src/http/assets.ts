import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { refusal, type Reply } from './reply.ts';

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const STYLESHEET = 'text/css; charset=utf-8';
const OWN_SCRIPTS = [
  'prelude.js',
  'page.js',
  'bridge.js',
  'frames.js',
  'inspector.js',
  'clock.js',
  'server.js',
];
const OWN_STYLES = ['host.css'];

interface Asset {
  readonly file: string;
  readonly type: string;
}

const { resolve } = createRequire(import.meta.url);
const own = (name: string): string => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));

/** Everything that is served from a file. Atlassian's files are the package's, untouched. */
const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['/atlassian-connect/all.js', { file: resolve('atlassian-connect-js/dist/iframe.js'), type: JAVASCRIPT }],
  [
    '/atlassian-connect/connect-host.js',
    { file: resolve('atlassian-connect-js/dist/connect-host.js'), type: JAVASCRIPT },
  ],
  ['/host/assets/jquery.js', { file: resolve('jquery/dist/jquery.min.js'), type: JAVASCRIPT }],
  ...OWN_SCRIPTS.map((name) => [`/host/assets/${name}`, { file: own(name), type: JAVASCRIPT }] as const),
  ...OWN_STYLES.map((name) => [`/host/assets/${name}`, { file: own(name), type: STYLESHEET }] as const),
]);

/** Serves a file; `undefined` where the path is not one. */
export async function serveAsset(path: string): Promise<Reply | undefined> {
  const asset = ASSETS.get(path);
  if (!asset) return undefined;
  try {
    const body = await readFile(asset.file);
    return {
      status: 200,
      headers: {
        'content-type': asset.type,
        'cache-control': path.startsWith('/atlassian-connect/') ? 'public, max-age=3600' : 'no-cache',
        // Apps load the bridge from their own origin's pages, as they load it from Atlassian's CDN.
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
      },
      body,
    };
  } catch {
    return refusal(500, 'asset_missing', 'A file of the host is missing; install its packages again.');
  }
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { refusal, type HostResponse } from '../http/response.ts';
import { buildContentPolicy } from './content-policy.ts';
import type { ForgeInstallation } from './forge-installation.ts';
import { appUuid } from './identity.ts';
import { readResource, type ResourceFile } from './read-resource.ts';

const BRIDGE_PATH = '/global-bridge.js';
const asset = (name: string): string => fileURLToPath(new URL(`../../assets/forge/${name}`, import.meta.url));

/** The address of a module's page among the app's files. */
export function resourceUrl(installation: ForgeInstallation, resource: string, page: string): string {
  return `${installation.origin}${resourcePath(installation)}/${resource}/${page}`;
}

function resourcePath({ manifest, environment }: ForgeInstallation): string {
  return `/${appUuid(manifest.appId)}/${environment}`;
}

/**
 * Serves a file of an app's pages, as Atlassian's CDN does: the bridge comes first in the head of each page.
 *
 * @param installations those of one app, in every site
 */
export async function serveResource(
  installations: readonly [ForgeInstallation, ...ForgeInstallation[]],
  path: string,
): Promise<HostResponse> {
  if (path === BRIDGE_PATH) return serveBridge();
  const [installation] = installations;
  const file = await findFile(installation, path);
  if (!file)
    return refusal(
      404,
      'resource_missing',
      'The app has no such file. Build its resource, or start its development server.',
    );
  const isPage = /^text\/html\b/i.test(file.type);
  const siteUrls = installations.map(({ site }) => new URL(site.hostBaseUrl).origin);
  return {
    status: 200,
    headers: {
      'content-type': file.type,
      'cache-control': 'no-cache',
      'content-security-policy': buildContentPolicy(installation, siteUrls),
    },
    body: isPage ? injectBridge(file.body.toString('utf8')) : file.body,
  };
}

async function findFile(installation: ForgeInstallation, path: string): Promise<ResourceFile | undefined> {
  const { manifest } = installation;
  const prefix = `${resourcePath(installation)}/`;
  const [key = '', ...rest] = path.startsWith(prefix) ? path.slice(prefix.length).split('/') : [];
  const resource = manifest.resources.find((each) => each.key === key);
  if (resource) return readResource(manifest, resource, `/${rest.join('/')}`);
  // Development servers name their own files from the root.
  const tunnelled = manifest.resources.find(({ tunnelPort }) => tunnelPort !== undefined);
  return tunnelled && readResource(manifest, tunnelled, path);
}

function injectBridge(page: string): string {
  const script = `<script src="${BRIDGE_PATH}"></script>`;
  return /<head[\s>]/i.test(page) ? page.replace(/<head(?:\s[^>]*)?>/i, `$&${script}`) : `${script}${page}`;
}

/** One script in a scope of its own: it leaves only `__bridge` in the window, as Atlassian's does. */
async function serveBridge(): Promise<HostResponse> {
  const files = await Promise.all(
    ['channel.js', 'bridge.js'].map(async (name) => readFile(asset(name), 'utf8')),
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
    body: `(() => {\n${files.join('\n')}})();\n`,
  };
}

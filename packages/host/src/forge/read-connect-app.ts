import { isRecord } from '@authbeat/core';
import type { ForgeRemote } from './manifest.ts';
import { text, type Fields, type Problems } from './manifest-fields.ts';

const MODULE_TYPE = /^(?:jira|confluence|compass):(?<type>\w+)$/;

/**
 * Reads `app.connect` and `connectModules` as a Connect descriptor. Forge sends `installed` and `uninstalled` to a
 * Connect app, and neither `enabled` nor `disabled`.
 *
 * @see https://developer.atlassian.com/platform/adopting-forge-from-connect/
 */
export function readConnectApp(
  { app, connectModules }: Fields,
  remotes: readonly ForgeRemote[],
  problems: Problems,
): Fields | undefined {
  const connect = isRecord(app) ? app['connect'] : undefined;
  if (connect === undefined && connectModules === undefined) return undefined;
  if (!isRecord(connect)) {
    problems.push('`connectModules` need `app.connect`, with `key` and `remote`');
    return undefined;
  }
  const key = text(connect['key']);
  const remote = remotes.find((each) => each.key === connect['remote']);
  if (key === undefined) problems.push('`app.connect.key` must be the key of the Connect app');
  if (!remote) problems.push('`app.connect.remote` must be the key of a remote');
  const { authentication = 'jwt' } = connect;
  if (authentication !== 'jwt') problems.push('`app.connect.authentication` must be "jwt"');
  if (connectModules !== undefined && !isRecord(connectModules))
    problems.push('`connectModules` must be a mapping');
  return {
    key,
    baseUrl: remote?.baseUrl,
    remote: remote?.key,
    authentication: { type: 'jwt' },
    ...readConnectModules(isRecord(connectModules) ? connectModules : {}),
  };
}

function readConnectModules(modules: Fields): { readonly lifecycle: Fields; readonly modules: Fields } {
  const lifecycle: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [name, entries] of Object.entries(modules)) {
    const type = MODULE_TYPE.exec(name)?.groups?.['type'] ?? name;
    if (type === 'lifecycle') Object.assign(lifecycle, readLifecycle(entries));
    else others[type] = entries;
  }
  return { lifecycle, modules: others };
}

/** Two spellings are in use: `{ installed: url }`, and `{ event: 'installed', url }`. */
function readLifecycle(entries: unknown): Fields {
  const pairs = [entries].flat().flatMap((entry): (readonly [string, unknown])[] => {
    if (!isRecord(entry)) return [];
    const { event, url, installed, uninstalled } = entry;
    return [
      ['installed', event === 'installed' ? url : installed],
      ['uninstalled', event === 'uninstalled' ? url : uninstalled],
    ];
  });
  return Object.fromEntries(pairs.filter(([, url]) => url !== undefined));
}

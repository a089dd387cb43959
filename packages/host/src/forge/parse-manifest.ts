import { isRecord } from '@authbeat/core';
import { ManifestError } from '../errors.ts';
import { readConnectApp } from './read-connect-app.ts';
import type { ForgeEndpoint, ForgeManifest, ForgeRemote, ForgeResource } from './manifest.ts';
import { list, text, type Fields, type Problems } from './manifest-fields.ts';
import { readModules, type ModuleEntry } from './read-modules.ts';
import { readPermissions } from './read-permissions.ts';

const APP_ID = /^ari:cloud:ecosystem::app\/[\w-]{1,80}$/;

/**
 * Reads a manifest, and reports every mistake at once. It checks what the local host uses; `forge lint` checks the
 * rest.
 *
 * @param directory the folder that paths of resources are relative to
 * @throws {ManifestError} with all of its `problems`
 */
export function parseManifest(value: unknown, directory: string): ForgeManifest {
  if (!isRecord(value)) throw new ManifestError(['it is not a YAML mapping']);
  const problems: Problems = [];
  const app = isRecord(value['app']) ? value['app'] : {};
  const appId = text(app['id']) ?? '';
  if (!APP_ID.test(appId)) problems.push('`app.id` must be an ARI such as "ari:cloud:ecosystem::app/<uuid>"');
  const remotes = list(value, 'remotes', problems).flatMap((entry) => readRemote(entry, problems));
  const resources = list(value, 'resources', problems).flatMap((entry) => readResource(entry, problems));
  const entries = listModules(value['modules'], problems);
  const endpoints = entries
    .filter(({ type }) => type === 'endpoint')
    .flatMap((entry) => readEndpoint(entry, remotes, problems));
  const licensing = isRecord(app['licensing']) ? app['licensing'] : {};
  const connect = readConnectApp(value, remotes, problems);
  const manifest: ForgeManifest = {
    appId,
    directory,
    ...readModules(entries, resources, endpoints, problems),
    resources,
    remotes,
    endpoints,
    permissions: readPermissions(value['permissions'], remotes, problems),
    licensed: licensing['enabled'] === true,
    ...(connect && { connect }),
  };
  if (problems.length > 0) throw new ManifestError(problems);
  return manifest;
}

function listModules(modules: unknown, problems: Problems): readonly ModuleEntry[] {
  if (modules !== undefined && !isRecord(modules)) problems.push('`modules` must be a mapping');
  const found = Object.entries(isRecord(modules) ? modules : {}).flatMap(([type, entries]) => {
    if (!Array.isArray(entries)) problems.push(`\`modules.${type}\` must be a list`);
    return [entries].flat().flatMap((fields: unknown) => {
      const key = isRecord(fields) ? text(fields['key']) : undefined;
      if (isRecord(fields) && key !== undefined && /^[\w-]+$/.test(key)) return [{ type, key, fields }];
      problems.push(
        `each entry of \`modules.${type}\` needs a \`key\` of letters, digits, dashes and underscores`,
      );
      return [];
    });
  });
  const seen = new Set<string>();
  for (const { key } of found) {
    if (seen.has(key)) problems.push(`the module key "${key}" is used twice`);
    seen.add(key);
  }
  return found;
}

function readRemote(entry: Fields, problems: Problems): readonly ForgeRemote[] {
  const key = text(entry['key']);
  const { baseUrl } = entry;
  const address = text(isRecord(baseUrl) ? baseUrl['default'] : baseUrl);
  if (key === undefined) problems.push('each entry of `remotes` needs a `key`');
  else if (address === undefined || !isBaseUrl(address))
    problems.push(`\`baseUrl\` of the remote "${key}" must be an http or https URL without a query`);
  else return [{ key, baseUrl: address.replace(/\/+$/, '') }];
  return [];
}

export function isBaseUrl(address: string): boolean {
  return URL.canParse(address) && /^https?:\/\/[^?#]+$/i.test(address);
}

function readResource(entry: Fields, problems: Problems): readonly ForgeResource[] {
  const key = text(entry['key']);
  const path = text(entry['path']);
  const port = isRecord(entry['tunnel']) ? entry['tunnel']['port'] : undefined;
  if (key === undefined || !/^[\w-]+$/.test(key)) problems.push('each entry of `resources` needs a `key`');
  else if (path === undefined) problems.push(`the resource "${key}" needs a \`path\``);
  else if (port !== undefined && !(Number.isInteger(port) && Number(port) > 0 && Number(port) <= 65_535))
    problems.push(`\`tunnel.port\` of the resource "${key}" must be a port`);
  else
    return [
      {
        key,
        path,
        pages: readPages(entry['entry']),
        ...(port !== undefined && { tunnelPort: Number(port) }),
      },
    ];
  return [];
}

function readPages(entry: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(isRecord(entry) ? entry : {}).filter(
      (page): page is [string, string] => text(page[1]) !== undefined,
    ),
  );
}

function readEndpoint(
  { key, fields }: ModuleEntry,
  remotes: readonly ForgeRemote[],
  problems: Problems,
): readonly ForgeEndpoint[] {
  const { remote, service, route, auth } = fields;
  if (service !== undefined) return [];
  if (!remotes.some((each) => each.key === remote)) {
    problems.push(`\`remote\` of the endpoint "${key}" must be the key of a remote`);
    return [];
  }
  const path = isRecord(route) ? text(route['path']) : undefined;
  return [
    {
      key,
      remote: String(remote),
      ...(path !== undefined && { path }),
      systemToken: isEnabled(auth, 'appSystemToken'),
      userToken: isEnabled(auth, 'appUserToken'),
    },
  ];
}

function isEnabled(auth: unknown, name: string): boolean {
  const setting = isRecord(auth) ? auth[name] : undefined;
  return isRecord(setting) && setting['enabled'] === true;
}

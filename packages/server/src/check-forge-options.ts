import { FORGE_ENVIRONMENTS, isRecord } from '@authbeat/core';
import { isSafeUrl, safeOriginOf } from './http/safe-url.ts';
import { FORGE_DEFAULTS, type ForgeOptions } from './options.ts';
import { findUnknownOptions } from './unknown-options.ts';

const APP_ID = /^ari:cloud:ecosystem::app\/[\w-]{1,100}$/;
const ENVIRONMENTS: ReadonlySet<unknown> = new Set(FORGE_ENVIRONMENTS);

/** Every option of `forge`, as the compiler knows them. */
const OPTIONS: Readonly<Record<keyof ForgeOptions, true>> = {
  appId: true,
  environments: true,
  jwksUrl: true,
  origins: true,
  apiOrigins: true,
};

/** Everything that is wrong with the option `forge`, each problem naming its option. */
export function findForgeProblems(forge: unknown, transport: unknown): readonly string[] {
  if (forge === undefined) return [];
  if (!isRecord(forge)) return ['`forge` must be an object with an `appId`'];
  const {
    appId,
    environments = FORGE_DEFAULTS.environments,
    jwksUrl = FORGE_DEFAULTS.jwksUrl,
    origins = FORGE_DEFAULTS.origins,
    apiOrigins = FORGE_DEFAULTS.apiOrigins,
  } = forge;
  const isAppId = typeof appId === 'string' && APP_ID.test(appId);
  return [
    ...findUnknownOptions(forge, Object.keys(OPTIONS), 'forge.'),
    ...(isAppId ? [] : ['`forge.appId` must be the `app.id` of the manifest: ari:cloud:ecosystem::app/…']),
    ...(isListOf(environments, (name) => ENVIRONMENTS.has(name), 1)
      ? []
      : [`\`forge.environments\` must list some of ${FORGE_ENVIRONMENTS.join(', ')}`]),
    ...(isSafeUrl(jwksUrl) ? [] : ['`forge.jwksUrl` must be an https URL (http on a loopback host)']),
    ...(isListOf(origins, isOriginOrWildcard, 0)
      ? []
      : [
          '`forge.origins` must list origins, each https (http on a loopback host) without a path, or such as https://*.atlassian.net',
        ]),
    ...(isListOf(apiOrigins, isOrigin, 0)
      ? []
      : ['`forge.apiOrigins` must list origins, each https (http on a loopback host) without a path']),
    ...(transport === 'cookie'
      ? ['`forge` needs the transport "bearer": a page of Forge is of another origin, which gets no cookie']
      : []),
  ];
}

function isOrigin(value: unknown): boolean {
  return typeof value === 'string' && safeOriginOf(value) === value;
}

/** A star stands for one label, in front of a domain of at least two. */
function isOriginOrWildcard(value: unknown): boolean {
  const isWildcard = typeof value === 'string' && /^https:\/\/\*(\.[a-z\d-]+){2,}$/.test(value);
  return isOrigin(isWildcard ? value.replace('*', 'any') : value);
}

function isListOf(list: unknown, is: (value: unknown) => boolean, least: number): boolean {
  return Array.isArray(list) && list.length >= least && list.every(is);
}

import { fileURLToPath } from 'node:url';
import type { Host } from '@authbeat/host';

const PRELOAD = fileURLToPath(new URL('../../bin/use-local-host.cjs', import.meta.url));

/** What makes an app of one kind trust a local host. */
export interface TrustLine {
  readonly kind: string;
  /** Environment variables, to be set in front of the command that starts the app. */
  readonly variables: string;
}

/** The lines to paste, so that an app trusts this host. */
export function trustLines(host: Host, appUrl: string): TrustLine[] {
  const { keyServerUrl, bridgeUrl, authorizationServerUrl } = host;
  return [
    {
      kind: '@authbeat/server, with fromEnvironment()',
      variables: join({
        AUTHBEAT_DEV: process.pid,
        APP_URL: appUrl,
        AUTHBEAT_KEY_SERVER: keyServerUrl,
        AUTHBEAT_BRIDGE_URL: bridgeUrl,
        AUTHBEAT_AUTHORIZATION_SERVER: authorizationServerUrl,
      }),
    },
    {
      kind: 'atlassian-connect-express',
      variables: join({
        CONNECT_KEYS_CDN_URL: keyServerUrl,
        AC_LOCAL_BASE_URL: appUrl,
        AC_HOST_WHITELIST: '*.localhost',
      }),
    },
    {
      kind: "Atlassian's starter for Spring Boot",
      variables: join({
        ATLASSIAN_CONNECT_PUBLICKEYBASEURL: keyServerUrl,
        ATLASSIAN_CONNECT_ALLJSURL: bridgeUrl,
        ADDON_BASEURL: appUrl,
      }),
    },
    nodeLine(host),
  ];
}

/** The line for an app in Node whose code has the address of Atlassian's key server. */
export function nodeLine({ keyServerUrl }: Host): TrustLine {
  return {
    kind: 'another app in Node',
    variables: join({ AUTHBEAT_KEY_SERVER: keyServerUrl, NODE_OPTIONS: `"--require ${PRELOAD}"` }),
  };
}

function join(variables: Readonly<Record<string, string | number>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** What to do about an app that was started with the addresses in its environment and does not use them. */
export function describeUnread(host: Host): string[] {
  const { kind, variables } = nodeLine(host);
  return [
    `The command has the key server in AUTHBEAT_KEY_SERVER (fromEnvironment() of @authbeat/server), CONNECT_KEYS_CDN_URL (atlassian-connect-express) and ATLASSIAN_CONNECT_PUBLICKEYBASEURL (Atlassian's starter for Spring Boot).`,
    'The app has not fetched the key from there, so it reads none of them. Make it read one, or start it with this line:',
    `  ${kind}:`,
    `    ${variables}`,
    `  anything else: set the key server ${host.keyServerUrl} in its configuration.`,
  ];
}

/** The addresses that an app must trust. */
export function describeAddresses({ keyServerUrl, bridgeUrl }: Host): string[] {
  return [
    'The app must trust two addresses of the local host:',
    `  key server  ${keyServerUrl}  in place of https://connect-install-keys.atlassian.com`,
    `  bridge      ${bridgeUrl}  in place of https://connect-cdn.atl-paas.net/all.js`,
  ];
}

/** The lines to paste, as text. */
export function describeTrustLines(host: Host, appUrl: string): string[] {
  return [
    ...trustLines(host, appUrl).flatMap(({ kind, variables }) => [`  ${kind}:`, `    ${variables}`]),
    '  anything else: set the two addresses above in its configuration.',
  ];
}

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Host } from '@authbeat/host';

/** Resolves the names of sites in apps that run in Node. */
const PRELOAD = fileURLToPath(new URL('../bin/resolve-localhost.cjs', import.meta.url));

/**
 * The environment variables of an app that is started together with a local host.
 *
 * @param listensAt where the app has to listen, where that is not the port of its address
 */
export function appEnvironment(
  host: Host,
  appPort: number,
  listensAt: number = appPort,
): Record<string, string> {
  const appUrl = `http://127.0.0.1:${appPort}`;
  return {
    PORT: String(listensAt),
    APP_URL: appUrl,
    // `fromEnvironment()` of @authbeat/server does nothing unless this process runs.
    AUTHBEAT_DEV: String(process.pid),
    AUTHBEAT_SESSION_KEY: randomBytes(48).toString('base64'),
    AUTHBEAT_KEY_SERVER: host.keyServerUrl,
    AUTHBEAT_BRIDGE_URL: host.bridgeUrl,
    AUTHBEAT_AUTHORIZATION_SERVER: host.authorizationServerUrl,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --require ${JSON.stringify(PRELOAD)}`.trim(),
    // Of atlassian-connect-express.
    CONNECT_KEYS_CDN_URL: host.keyServerUrl,
    AC_LOCAL_BASE_URL: appUrl,
    // `authbeat check` makes up sites at atlassian.net.
    AC_HOST_WHITELIST: '*.localhost,*.atlassian.net',
    // Of Spring Boot, and of Atlassian's starter for it.
    SERVER_PORT: String(listensAt),
    ADDON_BASEURL: appUrl,
    ATLASSIAN_CONNECT_PUBLICKEYBASEURL: host.keyServerUrl,
    ATLASSIAN_CONNECT_ALLJSURL: host.bridgeUrl,
  };
}

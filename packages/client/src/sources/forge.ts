import { ClientError } from '../errors.ts';
import { readClaims } from '../token.ts';
import { within } from '../world.ts';
import { send } from './exchange.ts';
import { extended, readGrant } from './extended.ts';
import type { Source } from './source.ts';

/** `requestRemote` of `@forge/bridge`: sends a request to a remote of the app, with an invocation token. */
export type RequestRemote = (
  remoteKey: string,
  request: { readonly path: string; readonly method: 'POST' },
) => Promise<Response>;

export interface ForgeOptions {
  /** `requestRemote` of `@forge/bridge`, or a function that imports it when it is called. */
  readonly requestRemote: RequestRemote;
  /** The `key` of the remote in `manifest.yml`. */
  readonly remoteKey: string;
  /**
   * The path of the exchange, below the remote's `baseUrl` in the manifest. Default: the path of the client's
   * `mount` and `/session`. Name it if the manifest's `baseUrl` has a path of its own.
   */
  readonly path?: string;
  /** Seconds to wait for the host. Default: 10. */
  readonly timeout?: number;
}

/**
 * Sessions for a Custom UI page of Forge. The host sends a request with an invocation token to the app's remote
 * (docs/protocol.md, `POST /authbeat/session`), and the response is the session. The client then calls the remote
 * itself, so that streams, downloads and `EventSource` work. While the host sends no request, for example because
 * the user has signed out of it, the server's heartbeat extends the session, as long as the server allows it.
 *
 * The page is not on the app's origin: give `createClient` the app's `baseUrl`.
 *
 * @example
 * ```ts
 * import { createClient, forge } from '@authbeat/client';
 * import { requestRemote } from '@forge/bridge';
 *
 * const client = createClient({
 *   baseUrl: 'https://app.example.com',
 *   source: forge({ requestRemote, remoteKey: 'app' }),
 * });
 * ```
 */
export function forge({ requestRemote, remoteKey, path, timeout = 10 }: ForgeOptions): Source {
  return extended(`forge ${remoteKey}`, async ({ mount }, world) => {
    const exchange = path ?? `${new URL(mount).pathname}/session`;
    const host = {
      fetch: async () =>
        requestRemote(remoteKey, { path: exchange, method: 'POST' }).catch((cause: unknown) => {
          throw new ClientError('host_refused', { cause });
        }),
    };
    const response = await within(world, timeout, 'host_silent', send(host, '', {}));
    const grant = await readGrant(response);
    const { tid, sub } = readClaims(grant.token);
    return { ...grant, subject: `${tid} ${sub}` };
  });
}

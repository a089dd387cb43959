import { ClientError } from './errors.ts';
import type { Keeper } from './keeper.ts';
import type { Settings } from './options.ts';
import { protocolRemedy } from './sources/exchange.ts';
import type { World } from './world.ts';

/** Same as the global `fetch`. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` that sends the session token to the allowed origins, and sends a request again, once, when the
 * server says that another session helps. A body that is a stream cannot be sent again: a renewal that is near
 * comes first, and where the server refuses all the same, the caller is told (`body_not_replayable`).
 */
export function createFetch(world: World, keeper: Keeper, { source, origins }: Settings): Fetch {
  const { scheme = 'Bearer', remedy = protocolRemedy } = source;

  /** Whether the server refuses this token and another would help. */
  async function isRefused(response: Response, token: string): Promise<boolean> {
    const call = await remedy(response);
    if (call === undefined) {
      keeper.dispatch({ type: 'accepted', token });
      const grant = source.observe?.(response, world);
      if (grant !== undefined) keeper.adopt(grant);
    }
    if (call === 'end') keeper.dispatch({ type: 'revoked', token });
    if (call === 'renew') keeper.dispatch({ type: 'rejected', token });
    return call === 'renew';
  }

  return async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const headers = new Headers(init?.headers ?? request?.headers);
    const { origin } = new URL(input instanceof Request ? input.url : input, world.baseUrl);
    if (!origins.has(origin) || headers.has('Authorization')) return world.fetch(input, init);

    const signal = init?.signal ?? request?.signal ?? undefined;
    const streams = init?.body instanceof ReadableStream;
    const send = async (again: boolean, token: string): Promise<Response> => {
      headers.set('Authorization', `${scheme} ${token}`);
      return world.fetch(again || streams ? input : (request?.clone() ?? input), { ...init, headers });
    };

    const token = await keeper.token({ fresh: streams, signal });
    const response = await send(false, token);
    if (!(await isRefused(response, token))) return response;
    if (streams) throw new ClientError('body_not_replayable', { status: response.status });
    let next;
    try {
      next = await keeper.token({ signal });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      return response;
    }
    response.body?.cancel().catch(() => {});
    const replay = await send(true, next);
    await isRefused(replay, next);
    return replay;
  };
}

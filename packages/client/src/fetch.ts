import { ClientError } from './errors.ts';
import { protocolVerdict } from './sources/exchange.ts';
import type { Action } from './machine.ts';
import type { Need } from './session.ts';
import type { Source } from './sources/source.ts';
import type { World } from './world.ts';

/** Same as the global `fetch`. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` that sends the session token to the allowed origins, and sends a request again, once, when the
 * server says that another session helps. A body that is a stream cannot be sent again: a renewal that is under
 * way is waited for, and where the server refuses all the same, the caller is told (`body_consumed`).
 */
export const createFetch =
  (
    world: World,
    dispatch: (action: Action) => void,
    getToken: (need: Need) => Promise<string>,
    source: Source,
    origins: ReadonlySet<string>,
  ): Fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const { headers, signal, url } = request;
    if (!origins.has(new URL(url).origin) || headers.has('Authorization')) return world.fetch(request);

    const fresh = init?.body instanceof ReadableStream;
    let refused = false;
    const attempt = async (last: boolean): Promise<Response> => {
      const token = await getToken({ fresh, signal });
      headers.set('Authorization', `${source.scheme ?? 'Bearer'} ${token}`);
      const response = await world.fetch(last ? request : request.clone());
      const verdict = await (source.judge ?? protocolVerdict)(response);
      dispatch({ type: 'judged', token, verdict });
      refused = verdict === 'refused';
      return response;
    };

    const response = await attempt(fresh);
    if (!refused) return response;
    if (fresh) throw new ClientError('body_consumed', { status: response.status });
    return attempt(true);
  };

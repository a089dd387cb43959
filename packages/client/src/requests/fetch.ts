import { ClientError } from '../errors.ts';
import { responded } from '../machine.ts';
import { readEffect } from '../sources/exchange.ts';
import { sleep } from '../world.ts';
import { readRetryAfter } from '../retry-after.ts';
import type { Run } from '../session/run.ts';
import type { GetToken } from '../session/wait.ts';
import type { Source } from '../sources/source.ts';
import type { World } from '../world.ts';

/** Same as the global `fetch`. */
export type Fetch = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

/** Seconds. A request that is to be sent again later than that is not sent again. */
const PATIENCE = 10;

/**
 * A `fetch` that sends the session token to the allowed origins. It repeats a request once: with another token
 * where the server says that one helps, or after a 429 as soon as the server allows it. A stream as body can be
 * sent only once: such a request waits for a renewal that has begun, and if the server refuses its token all the
 * same, the caller gets `body_consumed`.
 */
export const createFetch =
  (
    world: World,
    { dispatch }: Run,
    getToken: GetToken,
    source: Source,
    origins: readonly string[],
    baseUrl?: string | URL,
  ): Fetch =>
  async (input, init) => {
    const request = new Request(
      baseUrl && !(input instanceof Request) ? new URL(input, baseUrl) : input,
      init,
    );
    const { headers, signal } = request;
    if (!origins.includes(new URL(request.url).origin) || headers.has('Authorization'))
      return world.fetch(request);

    const fresh = init?.body instanceof ReadableStream;
    for (let again = false; ; again = true) {
      const token = await getToken({ fresh, signal });
      headers.set(...source.header(token));
      const response = await (source.network ?? world).fetch(fresh || again ? request : request.clone());
      const effect = await (source.readEffect ?? readEffect)(response, again, world);
      dispatch(responded(token, effect));
      const wait = response.status === 429 && readRetryAfter(response);
      if (again || (effect !== 'renew' && (fresh || !wait || wait > PATIENCE))) return response;
      if (fresh) throw new ClientError('body_consumed', { status: response.status });
      // Requests that were refused together spread out.
      if (wait) await sleep(world, wait + wait * world.Math.random(), signal);
    }
  };

import { ClientError } from '../errors.ts';
import { bearer, readSession, send } from './exchange.ts';
import type { SessionResponse } from './exchange.ts';
import type { World } from '../world.ts';
import type { Grant, Renewal, Source } from './source.ts';

/**
 * A source of Authbeat's sessions that come by way of the host. While the host gives none, the server's heartbeat
 * extends the session, as long as the server allows it.
 *
 * @param ask rejects with a code that begins with `host_` if the host gives no session
 */
export const extended = (key: string, ask: (renewal: Renewal, world: World) => Promise<Grant>): Source => ({
  key,
  header: bearer,
  async obtain(renewal, world) {
    const { mount, token, signal } = renewal;
    try {
      return await ask(renewal, world);
    } catch (error) {
      if (!(token && error instanceof ClientError && error.code.startsWith('host_'))) throw error;
      return readGrant(await send(world, `${mount}/heartbeat`, { signal, headers: [bearer(token)] }));
    }
  },
  end: async (mount, token, world) =>
    send(world, `${mount}/session`, { method: 'DELETE', keepalive: true, headers: [bearer(token)] }),
});

/** Reads a session from a response of the server. */
export const readGrant = async (response: Response): Promise<Grant> =>
  readSession((await response.json()) as SessionResponse);

import { ClientError } from '../errors.ts';
import { within } from '../world.ts';
import type { Grant, Source } from '../sources/source.ts';
import type { World } from '../world.ts';

/** Seconds after which a renewal has failed, whatever its source is waiting for. */
const RENEWAL_TIMEOUT = 30;

/** Obtains sessions from the source, in time. */
export const createRenew =
  (world: World, source: Source, mount: string) =>
  async (token: string | undefined, signal: AbortSignal): Promise<Grant> => {
    const renewal = source.obtain({ mount, token, signal }, world);
    const grant = await within(world, RENEWAL_TIMEOUT, 'unavailable', renewal);
    if (!(grant.token && grant.expiresIn > 0)) throw new ClientError('unavailable');
    return grant;
  };

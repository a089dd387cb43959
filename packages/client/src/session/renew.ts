import { ClientError } from '../errors.ts';
import { within } from '../world.ts';
import type { Grant, Renewal, Source } from '../sources/source.ts';
import type { World } from '../world.ts';

/** Seconds after which a renewal has failed, whatever its source is waiting for. */
const RENEWAL_TIMEOUT = 30;

/** Obtains a session from the source, in time. */
export async function renew(world: World, source: Source, renewal: Renewal): Promise<Grant> {
  const grant = await within(world, RENEWAL_TIMEOUT, 'unavailable', source.obtain(renewal, world));
  if (!(grant.token && grant.expiresIn > 0)) throw new ClientError('unavailable');
  return grant;
}

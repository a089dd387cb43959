import { ClientError } from '../errors.ts';
import { readClaims } from '../token.ts';
import { askHost } from './ask-host.ts';
import type { World } from '../world.ts';
import type { Grant } from './source.ts';

/**
 * A grant for a JWT that comes without its lifetime in seconds: from its own `iat` to its own `exp`, counted on
 * the browser's monotonic clock from when it arrived, `age` seconds ago.
 */
export function toGrant(token: string, age = 0): Grant {
  const { iss, aud, sub, iat, exp } = readClaims(token);
  return {
    token,
    // Servers round `iat` down to whole seconds.
    expiresIn: Number(exp) - Number(iat) - 1 - age,
    subject: [iss, aud, sub].map(String).join(' '),
  };
}

/** Reads, once, the token that the server has put into the page: `<meta name="token" content="…">`. */
export function pageToken(name: string): (world: World) => Grant | undefined {
  let taken = false;
  return ({ document, performance }) => {
    const token = taken ? null : document?.querySelector(`meta[name="${name}"]`)?.getAttribute('content');
    taken = true;
    // The server made it when the page was requested, which is when this clock began.
    const grant = token ? toGrant(token, performance.now() / 1_000) : undefined;
    return grant && grant.expiresIn > 0 ? grant : undefined;
  };
}

/**
 * The host's context token, or the present token where the bridge does not respond. Not where the host refuses:
 * the user has signed out of it, and a server that only looks at the present token would extend the session.
 */
export async function hostTokenOr(token: string | undefined, world: World, timeout: number): Promise<string> {
  return askHost(world, timeout).catch((error: unknown) => {
    if (token && !(error instanceof ClientError && error.code === 'host_refused')) return token;
    throw error;
  });
}

import { readClaims } from '../token.ts';
import type { World } from '../world.ts';
import type { Grant } from './source.ts';

/**
 * A grant for a JWT that comes without its life in seconds: from its own `iat` to its own `exp`, counted on the
 * browser's monotonic clock from when it arrived, `age` seconds ago.
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
    // The server made it when the page was asked for, at the beginning of this clock.
    const grant = token ? toGrant(token, performance.now() / 1_000) : undefined;
    return grant && grant.expiresIn > 0 ? grant : undefined;
  };
}

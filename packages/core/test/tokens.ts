import * as fc from 'fast-check';
import { hs256 } from '../src/jwt/hs256.ts';
import { TokenError } from '../src/index.ts';
import { SECRET } from './keys.ts';

/** Text as a part of a token. */
export function part(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** A token with a genuine HS256 signature over any header and payload, however odd their text is. */
export function forge(header: unknown, payload: unknown, secret: string = SECRET): string {
  const signingInput = [header, payload]
    .map((value) => part(typeof value === 'string' ? value : JSON.stringify(value)))
    .join('.');
  return `${signingInput}.${hs256(signingInput, secret).toString('base64url')}`;
}

/** How a token was refused: the error's code and, after a colon, what it is about; or `accepted`. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
    return 'accepted';
  } catch (error) {
    return describeRefusal(error);
  }
}

/** Passes on what is no `TokenError`. */
export function describeRefusal(error: unknown): string {
  if (!(error instanceof TokenError)) throw error;
  return error.data.name === undefined ? error.code : `${error.code}: ${error.data.name}`;
}

/** Any claim set that JSON can carry, in any language. */
export const anyClaims: fc.Arbitrary<Record<string, unknown>> = fc
  .dictionary(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }),
    { maxKeys: 8 },
  )
  .map((claims) => JSON.parse(JSON.stringify(claims)) as Record<string, unknown>);

import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import {
  decodeToken,
  OWN_TOKEN_TYPES,
  signHs256,
  TokenError,
  verifyHs256,
  type ClaimSet,
  type DecodedToken,
} from '@authbeat/core';

/** What a key of the app signs. Each purpose has a key of its own, derived from the session key. */
export type KeyPurpose = keyof typeof OWN_TOKEN_TYPES;

/** The app's own signing keys: the first signs, all verify. */
export interface KeyRing {
  sign(purpose: KeyPurpose, claims: ClaimSet): string;
  /** @throws {TokenError} unless a key of the ring has signed the token for this purpose */
  verify(purpose: KeyPurpose, token: string): DecodedToken;
}

interface DerivedKey {
  readonly kid: string;
  readonly key: KeyObject;
}

/** @param sessionKeys at least one, each of at least 32 bytes */
export function createKeyRing(sessionKeys: readonly string[]): KeyRing {
  const derived = {
    session: sessionKeys.map((key) => deriveKey(key, 'session')),
    ticket: sessionKeys.map((key) => deriveKey(key, 'ticket')),
  };
  return {
    sign(purpose, claims) {
      const [first] = derived[purpose];
      if (!first) throw new TypeError('A key ring needs a key.');
      return signHs256(claims, first.key, { typ: OWN_TOKEN_TYPES[purpose], kid: first.kid });
    },
    verify(purpose, token) {
      const decoded = decodeToken(token);
      const { typ, kid } = decoded.header;
      if (typ !== OWN_TOKEN_TYPES[purpose]) throw new TokenError('token_header_refused', { name: 'typ' });
      verifyHs256(
        decoded,
        derived[purpose].filter((candidate) => candidate.kid === kid).map(({ key }) => key),
      );
      return decoded;
    },
  };
}

/** RFC 5869: neither the key's id nor the key of one purpose reveals anything about another key. */
function deriveKey(secret: string, purpose: KeyPurpose): DerivedKey {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `authbeat ${purpose}`, 32));
  const kid = createHash('sha256').update('authbeat key id').update(key).digest('base64url').slice(0, 16);
  // Node computes an HMAC several times faster with a key object than with bytes.
  return { kid, key: createSecretKey(key) };
}

import { LRUCache } from 'lru-cache';

/**
 * The tokens of one kind that have verified under one key ring, with what was read from their bytes. It does not know
 * whether a token is still good: the caller compares times and asks the store at every use.
 */
export interface VerifiedTokens<Contents extends object> {
  get(token: string): Contents | undefined;
  /** Keeps a token that has verified just now. Its contents are frozen, because requests share them. */
  keep(token: string, contents: Contents): void;
}

const MAX_TOKENS = 10_000;
/** Of the tokens' own bytes, however many they are. */
const MAX_BYTES = 8 * 1024 * 1024;

/** The length of a signature with HS256, in base64url. */
const SIGNATURE_LENGTH = 43;

/**
 * An entry is found by the signature, which is a hash of the rest, and is taken only if the whole token is the same:
 * the characters are compared, so no other token is ever taken for it. To hash a whole token for each request would
 * take longer than the other checks together.
 */
export function createVerifiedTokens<Contents extends object>(): VerifiedTokens<Contents> {
  const entries = new LRUCache<string, { readonly token: string; readonly contents: Contents }>({
    max: MAX_TOKENS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ token }) => token.length,
  });
  return {
    get(token) {
      const entry = entries.get(signatureOf(token));
      return entry?.token === token ? entry.contents : undefined;
    },
    keep(token, contents) {
      entries.set(signatureOf(token), { token, contents: freezeDeep(contents) });
    },
  };
}

function signatureOf(token: string): string {
  return token.slice(-SIGNATURE_LENGTH);
}

function freezeDeep<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freezeDeep(part);
  return Object.freeze(value);
}

import { isRecord } from '@authbeat/core';
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

/** The key of an entry is the whole token: no other token is ever taken for it. */
export function createVerifiedTokens<Contents extends object>(): VerifiedTokens<Contents> {
  const tokens = new LRUCache<string, Contents>({
    max: MAX_TOKENS,
    maxSize: MAX_BYTES,
    sizeCalculation: (_contents, token) => token.length,
  });
  return {
    get: (token) => tokens.get(token),
    keep(token, contents) {
      tokens.set(token, freezeDeep(contents));
    },
  };
}

function freezeDeep<Value>(value: Value): Value {
  if (isRecord(value)) for (const part of Object.values(value)) freezeDeep(part);
  return Object.freeze(value);
}

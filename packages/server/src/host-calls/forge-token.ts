import { isRecord, parseJson } from '@authbeat/core';

/** An OAuth token that Forge has sent. It is opaque to a remote, apart from its `exp`. */
export interface ForgeToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
  /** Milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

/** The longest token, so that it fits into an entry of the store when it is sealed. */
const MAX_LENGTH = 8192;
/** Forge's tokens live for 4 hours at most. */
const LONGEST_LIFETIME_MS = 86_400_000;
/** How long before its end a token is no longer used, in milliseconds: a call with it takes some time. */
const MARGIN_MS = 60_000;

/** Reads an OAuth token of Forge; `undefined` for none, and for one that is malformed or has expired. */
export function readForgeToken(text: string | undefined, nowMs: number): ForgeToken | undefined {
  if (text === undefined || text.length > MAX_LENGTH || !/^[\x21-\x7e]+$/.test(text)) return undefined;
  const claims = parseJson(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const exp = isRecord(claims) ? claims['exp'] : undefined;
  if (typeof exp !== 'number' || !(exp * 1000 > nowMs)) return undefined;
  return {
    token: text,
    receivedAtMs: nowMs,
    expiresAtMs: Math.min(exp * 1000, nowMs + LONGEST_LIFETIME_MS),
  };
}

/** Until when a token is used, in milliseconds since the epoch. Of a short life, half is used. */
export function usableUntilMs({ receivedAtMs, expiresAtMs }: ForgeToken): number {
  return expiresAtMs - Math.min(MARGIN_MS, (expiresAtMs - receivedAtMs) / 2);
}

import type { Clock } from '@authbeat/core';

export type { Clock };

/** The clock in seconds since the epoch, with its fraction: what lifetimes are checked against. */
export function secondsOf(clock: Clock): number {
  return clock() / 1000;
}

/** `iat` and `exp` of a token that lives for at least `lifetime` seconds from now, in whole seconds. */
export function lifetimeFrom(clock: Clock, lifetime: number): { readonly iat: number; readonly exp: number } {
  const seconds = secondsOf(clock);
  return { iat: Math.floor(seconds), exp: Math.ceil(seconds) + lifetime };
}

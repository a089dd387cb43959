import { TokenError } from '@authbeat/core';
import { Refusal } from '../errors.ts';

/**
 * Runs a verification of a host token, and turns a `TokenError` into a `Refusal`. The bearer learns that the
 * token has expired, and nothing else; operators find the rest in `cause`.
 */
export async function refuseTokens<Result>(verify: () => Promise<Result>): Promise<Result> {
  try {
    return await verify();
  } catch (cause) {
    if (!(cause instanceof TokenError)) throw cause;
    const code = cause.code === 'token_expired' ? 'host_token_expired' : 'host_token_invalid';
    throw new Refusal(code, { cause });
  }
}

import { TokenError } from '@authbeat/core';
import { Refusal, TenantError } from '../errors.ts';
import { attempt, type Eventually } from '../eventually.ts';

/** A token that no tenant of this server can have signed. */
export class ForeignToken extends TokenError {}

/**
 * Runs a verification of a token that a tenant's secret has signed, and turns its errors into a `Refusal`. The bearer
 * learns that the token has expired, and nothing else; operators find the rest in `cause`.
 *
 * @param hintOf says what is wrong, for the app's developer, where that is known
 */
export function refuseTokens<Result>(
  verify: () => Eventually<Result>,
  hintOf: (cause: TokenError | TenantError) => string | undefined = () => undefined,
): Eventually<Result> {
  return attempt(verify, (cause) => {
    if (!(cause instanceof TokenError || cause instanceof TenantError)) throw cause;
    const code = cause.code === 'token_expired' ? 'host_token_expired' : 'host_token_invalid';
    const hint = hintOf(cause);
    throw new Refusal(code, {
      cause,
      ...(hint !== undefined && { hint }),
      foreign: cause instanceof ForeignToken || cause.code === 'tenant_unknown',
    });
  });
}

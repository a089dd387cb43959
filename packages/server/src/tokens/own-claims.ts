import { readHostContext, TokenError, type ClaimSet, type HostContext } from '@authbeat/core';

/** Whose token it is: what every token that the app itself signs says. */
export interface OwnClaims {
  readonly clientKey: string;
  /** Absent when nobody is signed in to the host. */
  readonly accountId?: string;
  /** The tenant's count of uninstallations when the token was signed. */
  readonly generation: number;
  readonly context: HostContext;
}

/** What every token of ours says. */
export function writeOwnClaims(
  { clientKey, accountId, generation, context }: OwnClaims,
  appKey: string,
): ClaimSet {
  return { iss: appKey, aud: appKey, tid: clientKey, sub: accountId, generation, context };
}

/**
 * Reads what every token of ours says from claims that are verified.
 *
 * @throws {TokenError} `token_claim_invalid`
 */
export function readOwnClaims(claims: Readonly<Record<string, unknown>>, appKey: string): OwnClaims {
  const { iss, aud, tid, sub, generation, context } = claims;
  if (iss !== appKey) throw invalid('iss');
  if (aud !== appKey) throw invalid('aud');
  if (typeof tid !== 'string') throw invalid('tid');
  if (sub !== undefined && typeof sub !== 'string') throw invalid('sub');
  if (typeof generation !== 'number') throw invalid('generation');
  return {
    clientKey: tid,
    ...(sub !== undefined && { accountId: sub }),
    generation,
    context: readHostContext(context),
  };
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}

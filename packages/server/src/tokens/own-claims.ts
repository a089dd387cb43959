import { readHostContext, TokenError, type ClaimSet, type Clock, type HostContext } from '@authbeat/core';

/** The claims that session tokens and tickets have in common. */
export interface OwnClaims {
  readonly clientKey: string;
  /** Absent for an anonymous user of the host. */
  readonly accountId?: string;
  /** The tenant's generation when the token was signed. */
  readonly generation: number;
  readonly context: HostContext;
}

/** Which deployment of which app signs a token of ours, and is the only one that accepts it. */
export interface Deployment {
  readonly appKey: string;
  /** The deployment's name: staging and production of one app differ by it. */
  readonly audience: string;
}

/**
 * The claims that every token of ours carries.
 *
 * @param lifetime in seconds: the token lives at least as long, in whole seconds
 */
export function writeOwnClaims(
  { clientKey, accountId, generation, context }: OwnClaims,
  { appKey, audience, now }: Deployment & { readonly now: Clock },
  lifetime: number,
): ClaimSet {
  const seconds = now() / 1000;
  return {
    iss: appKey,
    aud: audience,
    tid: clientKey,
    sub: accountId,
    generation,
    context,
    iat: Math.floor(seconds),
    exp: Math.ceil(seconds) + lifetime,
  };
}

/**
 * Reads the claims that every token of ours carries. The signature must be verified already.
 *
 * @throws {TokenError} `token_claim_invalid`
 */
export function readOwnClaims(
  claims: Readonly<Record<string, unknown>>,
  { appKey, audience }: Deployment,
): OwnClaims {
  const { iss, aud, tid, sub, generation, context } = claims;
  if (iss !== appKey) throw invalid('iss');
  if (aud !== audience) throw invalid('aud');
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

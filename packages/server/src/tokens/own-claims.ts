import {
  isRecord,
  readHostContext,
  TokenError,
  type ClaimSet,
  type Clock,
  type HostContext,
} from '@authbeat/core';
import type { HostNames } from '../signals/audit.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { Platform } from '../verdict.ts';

/** The claims that session tokens and tickets have in common. */
export interface OwnClaims {
  readonly platform: Platform;
  readonly tenantId: string;
  /** The installation that the host proof named, where it differs from the tenant. */
  readonly installationId?: string;
  /** Absent for an anonymous user of the host. */
  readonly accountId?: string;
  /** The generation of the tenant, or of the installation, when the token was signed. */
  readonly generation: number;
  readonly context: HostContext;
  /** The `context` claim as the host has signed it; only its known parts when it is very large. */
  readonly signedContext?: unknown;
}

/** What a verified host token says that sessions and tickets carry on. */
export interface HostIdentity {
  readonly tenant: HostTenant;
  /** `undefined` for an anonymous user of the host. */
  readonly accountId: string | undefined;
  readonly context: HostContext;
  /** The `context` claim as the host has signed it. */
  readonly signedContext: unknown;
}

/** The claims of the sessions and tickets that a verified host token is good for. */
export function ownerOf({ tenant, accountId, context, signedContext }: HostIdentity): OwnClaims {
  const { platform, tenantId, installationId, generation } = tenant;
  return {
    platform,
    tenantId,
    ...(installationId !== undefined && { installationId }),
    ...(accountId !== undefined && { accountId }),
    generation,
    context,
    signedContext,
  };
}

/** What hosts call the tenant of a session or ticket. */
export function namesOf({
  tenantId,
  installationId,
}: Pick<OwnClaims, 'tenantId' | 'installationId'>): HostNames {
  return {
    ...(tenantId !== installationId && { clientKey: tenantId }),
    ...(installationId !== undefined && { installationId }),
  };
}

/** A larger `context` claim is not carried on, in bytes of JSON: hosts write a few hundred. A token of ours may have two. */
const MAX_CONTEXT_BYTES = 2048;

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
  { platform, tenantId, installationId, accountId, generation, context, signedContext }: OwnClaims,
  { appKey, audience, now }: Deployment & { readonly now: Clock },
  lifetime: number,
): ClaimSet {
  const seconds = now() / 1000;
  return {
    iss: appKey,
    aud: audience,
    // Tokens of Connect tenants are what they were before there was another kind of host.
    platform: platform === 'connect' ? undefined : platform,
    tid: tenantId,
    iid: installationId,
    sub: accountId,
    generation,
    ...writeContext(platform, context, boundedContext(signedContext)),
    iat: Math.floor(seconds),
    exp: Math.ceil(seconds) + lifetime,
  };
}

/** The `context` claim of Connect has the known parts in it. Those of other hosts have them elsewhere. */
function writeContext(platform: Platform, context: HostContext, signedContext: unknown): ClaimSet {
  if (platform === 'connect') return { context: signedContext ?? context };
  return { context, signed_context: signedContext };
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
  const {
    iss,
    aud,
    platform = 'connect',
    tid,
    iid,
    sub,
    generation,
    context,
    signed_context: signed = context,
  } = claims;
  if (iss !== appKey) throw invalid('iss');
  if (aud !== audience) throw invalid('aud');
  if (typeof platform !== 'string') throw invalid('platform');
  if (typeof tid !== 'string') throw invalid('tid');
  if (iid !== undefined && typeof iid !== 'string') throw invalid('iid');
  if (sub !== undefined && typeof sub !== 'string') throw invalid('sub');
  if (typeof generation !== 'number') throw invalid('generation');
  return {
    platform,
    tenantId: tid,
    ...(iid !== undefined && { installationId: iid }),
    ...(sub !== undefined && { accountId: sub }),
    generation,
    context: readHostContext(context),
    ...(signed !== undefined && { signedContext: signed }),
  };
}

/** A `context` claim that a token can carry on; `undefined` for one that is too large. */
export function boundedContext(signedContext: unknown): unknown {
  const fits =
    isRecord(signedContext) && Buffer.byteLength(JSON.stringify(signedContext)) <= MAX_CONTEXT_BYTES;
  return fits ? signedContext : undefined;
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}

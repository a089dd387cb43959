import type { HostContext } from '@authbeat/core';
import type { Eventually } from '../eventually.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { LimitedAccount } from '../tenants/limits.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { RepeatableProof } from '../tokens/session.ts';
import type { Platform } from '../verdict.ts';

/**
 * How one kind of host proves who calls. Guards, sessions and the browser side do not know which host it is.
 *
 * Endpoints for the page of a host and for its lifecycle calls are not part of a profile: hosts have nothing in common
 * there. What they change is seen here, by `find` and `refresh`.
 */
export interface HostProfile {
  /** Its name in principals and sessions. */
  readonly platform: Platform;
  /**
   * Where the proof stands in an exchange: in the `form` that the page sends, or as the `bearer` token that the host
   * itself adds to a request.
   */
  readonly proofIn: 'form' | 'bearer';
  /**
   * Whether a token has the form of this host's. It decides which profile verifies the token, and nothing else. Does
   * not throw.
   */
  readonly recognizes: (token: string) => boolean;
  /**
   * Verifies a proof: signature, audience, times, and what the store says of its tenant now.
   *
   * @param admit is called with the verified account before the store is written or read again; what it throws is thrown
   * @throws {Refusal}
   */
  readonly prove: (token: string, admit: (owner: LimitedAccount) => void) => Promise<HostProof>;
  /** Finds the tenant of a session or ticket, from memory where it can. @throws {StoreError} */
  readonly find: (owner: OwnClaims) => Eventually<HostTenant | undefined>;
  /** Reads it from the store now, before something is issued for it. @throws {StoreError} */
  readonly refresh: (owner: OwnClaims) => Promise<HostTenant | undefined>;
}

/** What a fresh token of a host proves. */
export interface HostProof {
  readonly tenant: HostTenant;
  /** Absent for an anonymous user of the host. */
  readonly accountId: string | undefined;
  readonly context: HostContext;
  /** The `context` claim as the host has signed it. */
  readonly signedContext: unknown;
  /** When the host issued it, in seconds since the epoch. */
  readonly provenAt: number;
  /** For a host that sends one token many times. Without it, every exchange begins a session. */
  readonly repeatable?: RepeatableProof;
}

/** The claims of the sessions and tickets that a proof is good for. */
export function ownerOf({ tenant, accountId, context, signedContext }: HostProof): OwnClaims {
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

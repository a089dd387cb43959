import { Refusal } from '../errors.ts';
import type { Eventually } from '../eventually.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { LimitedAccount } from '../tenants/limits.ts';
import type { HostIdentity, OwnClaims } from '../tokens/own-claims.ts';
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
export interface HostProof extends HostIdentity {
  /** When the host issued it, in seconds since the epoch. */
  readonly provenAt: number;
  /** For a host that sends one token many times. Without it, every exchange begins a session. */
  readonly repeatable?: RepeatableProof;
}

/** The kinds of hosts that this server knows. */
export interface Hosts {
  /** Does a host of this server add its proof to a request itself? */
  readonly takesBearer: boolean;
  /** The profile that verifies a proof of an exchange. @throws {Refusal} `host_token_invalid` when none takes it there */
  profileOf(token: string, place: HostProfile['proofIn']): HostProfile;
  /** Finds the tenant of a session or ticket. */
  find(owner: OwnClaims): Eventually<HostTenant | undefined>;
  /** The same, from the store. */
  refresh(owner: OwnClaims): Promise<HostTenant | undefined>;
}

/** @param profiles the more particular ones first: the first one that recognizes a token verifies it */
export function createHosts(profiles: readonly HostProfile[]): Hosts {
  const byPlatform = new Map(profiles.map((profile) => [profile.platform, profile]));
  return {
    takesBearer: profiles.some(({ proofIn }) => proofIn === 'bearer'),
    profileOf(token, place) {
      const profile = profiles.find(({ proofIn, recognizes }) => proofIn === place && recognizes(token));
      if (!profile) throw new Refusal('host_token_invalid');
      return profile;
    },
    find: (owner) => byPlatform.get(owner.platform)?.find(owner),
    refresh: async (owner) => byPlatform.get(owner.platform)?.refresh(owner),
  };
}

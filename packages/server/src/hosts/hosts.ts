import { Refusal } from '../errors.ts';
import type { Eventually } from '../eventually.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { HostProfile } from './profile.ts';

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

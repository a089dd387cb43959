import { isDeepStrictEqual } from 'node:util';
import {
  decodeHostToken,
  TokenError,
  UPSTREAM_CLAIM,
  verifyHostToken,
  verifyLifecycleToken,
  type BoundRequest,
  type DecodedHostToken,
  type HostClaims,
  type LifecycleClaims,
  type VerifyHostTokenOptions,
  type Clock,
} from '@authbeat/core';
import { andThen, type Eventually } from '../eventually.ts';
import type { LimitedAccount } from '../tenants/limits.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import type { InstallKeys } from './install-keys.ts';
import {
  ForeignToken,
  isInstalled,
  refuseTokens,
  requireNotRevoked,
  verifySigned,
  type Signer,
} from './verify-signed.ts';

/** A verified host token and its tenant. */
export interface HostToken extends Signer {
  readonly claims: HostClaims;
  /** The `context` claim as the host has signed it. */
  readonly signedContext: unknown;
  /** `true` from `readIframe` only. */
  readonly expired: boolean;
}

/** The request that a token is bound to, and whose it is. */
export interface AddressedRequest extends BoundRequest {
  readonly address?: string | undefined;
}

/** Reads the tokens of hosts, each method one kind. Every method throws a `Refusal`. */
export interface HostTokens {
  /** A token in the URL of an iframe. Returns an expired one as well: it may start a recovery. */
  readIframe(token: string, url: string): Eventually<HostToken>;
  /** A token from `AP.context.getToken()`. */
  readContext(token: string): Eventually<HostToken>;
  /**
   * The same, with the tenant read from the store again: for endpoints that issue a token of ours.
   *
   * @param admit is called with the verified account before the store is read; what it throws is thrown
   */
  readContextToIssue(token: string, admit: (owner: LimitedAccount) => void): Promise<HostToken>;
  /** A token on a webhook. */
  readWebhook(token: string, request: BoundRequest): Promise<HostToken>;
  /** A token on `enabled` or `disabled`. A host may still send these after the app was uninstalled. */
  readToggle(token: string, request: BoundRequest): Promise<HostToken>;
  /** The RS256 token on `installed` or `uninstalled`. */
  readLifecycle(token: string, request: AddressedRequest): Promise<LifecycleClaims>;
}

export interface HostTokenOptions {
  readonly baseUrl: string;
  readonly tenants: Tenants;
  readonly revocations: Pick<Revocations, 'isRevoked'>;
  readonly installKeys: InstallKeys;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

/** Decodes a host token. One in any other form is foreign, but one that was minted for an upstream is our own. */
function decodeOrDisown(token: string): DecodedHostToken {
  try {
    return decodeHostToken(token);
  } catch (error) {
    if (!(error instanceof TokenError) || error.data.name === UPSTREAM_CLAIM) throw error;
    throw new ForeignToken(error.code, error.data);
  }
}

export function createHostTokens(options: HostTokenOptions): HostTokens {
  const { baseUrl, tenants, revocations, installKeys, now, leeway } = options;

  const verify = (
    decoded: DecodedHostToken,
    tenant: Tenant | undefined,
    expected: VerifyHostTokenOptions,
    isAdmitted = isInstalled,
  ): HostToken => {
    const verified = verifySigned(decoded.token, tenant, isAdmitted, (keys) =>
      verifyHostToken(decoded, keys, { ...expected, now, leeway }),
    );
    return { ...verified, signedContext: decoded.token.claims['context'] };
  };
  const read = (
    token: string,
    expected: VerifyHostTokenOptions,
    isAdmitted?: (tenant: Tenant) => boolean,
  ): Eventually<HostToken> => {
    const decoded = decodeOrDisown(token);
    return andThen(tenants.find(decoded.unverifiedClaims.iss), (tenant) =>
      verify(decoded, tenant, expected, isAdmitted),
    );
  };
  const requireLive = (hostToken: HostToken): Eventually<HostToken> => {
    const { iss, sub, iat = 0 } = hostToken.claims;
    return requireNotRevoked(hostToken, { tenantId: iss, accountId: sub, hostProofAt: iat }, revocations);
  };

  return {
    readIframe: (token, url) =>
      refuseTokens(() => {
        const request = { method: 'GET', url };
        const expected = { kind: 'iframe', request, baseUrl, allowExpired: true } as const;
        return andThen(read(token, expected), requireLive);
      }),
    readContext: (token) => refuseTokens(() => andThen(read(token, { kind: 'context' }), requireLive)),
    readContextToIssue: async (token, admit) =>
      refuseTokens(async () => {
        const decoded = decodeOrDisown(token);
        const { iss } = decoded.unverifiedClaims;
        // The store is read only for a token that the secrets in memory verify.
        const known = await tenants.find(iss);
        const secrets = known?.secrets();
        const hostToken = verify(decoded, known, { kind: 'context' });
        admit({ tenantId: iss, accountId: hostToken.claims.sub });
        const tenant = await tenants.refresh(iss);
        const isUnchanged = tenant?.installed === true && isDeepStrictEqual(tenant.secrets(), secrets);
        const confirmed = isUnchanged
          ? { ...hostToken, tenant }
          : verify(decoded, tenant, { kind: 'context' });
        return requireLive(confirmed);
      }),
    readWebhook: async (token, request) =>
      refuseTokens(async () => read(token, { kind: 'webhook', request, baseUrl })),
    readToggle: async (token, request) =>
      refuseTokens(async () => read(token, { kind: 'webhook', request, baseUrl }, () => true)),
    readLifecycle: async (token, request) =>
      refuseTokens(async () => {
        const expected = { request, baseUrl, now, leeway };
        const findKey = async (kid: string): Promise<string | undefined> =>
          installKeys.find(kid, request.address);
        const { claims } = await verifyLifecycleToken(token, findKey, expected);
        return claims;
      }),
  };
}

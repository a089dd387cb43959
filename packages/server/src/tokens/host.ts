import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  decodeHostToken,
  TokenError,
  verifyHostToken,
  type BoundRequest,
  type DecodedHostToken,
  type HostClaims,
  type VerifyHostTokenOptions,
} from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { Clock } from '../http/time.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { refuseTokens } from './refuse-tokens.ts';

/** A verified host token and its tenant. */
export interface HostToken {
  readonly tenant: Tenant;
  readonly claims: HostClaims;
  /** `true` from `readIframe` only. */
  readonly expired: boolean;
}

/** Reads the HS256 tokens of hosts, each method one kind. Every method throws a `Refusal`. */
export interface HostTokens {
  /** A token in the URL of an iframe. Returns an expired one as well: it may start a recovery. */
  readIframe(token: string, url: string): Promise<HostToken>;
  /** A token from `AP.context.getToken()`. */
  readContext(token: string): Promise<HostToken>;
  /** The same, with the tenant read from the store again: for endpoints that issue a token of ours. */
  readContextToIssue(token: string): Promise<HostToken>;
  /** A token on a webhook. */
  readWebhook(token: string, request: BoundRequest): Promise<HostToken>;
  /** A token on `enabled` or `disabled`. A host may still send these after the app was uninstalled. */
  readToggle(token: string, request: BoundRequest): Promise<HostToken>;
}

export interface HostTokenOptions {
  readonly baseUrl: string;
  readonly tenants: Tenants;
  readonly revocations: Pick<Revocations, 'isRevoked'>;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

// Verifying against it takes as long as against a tenant's secret: response times do not reveal tenants.
const DECOY_SECRET = randomBytes(32).toString('hex');

export function createHostTokens(options: HostTokenOptions): HostTokens {
  const { baseUrl, tenants, revocations, now, leeway } = options;

  const verify = (
    decoded: DecodedHostToken,
    tenant: Tenant | undefined,
    expected: VerifyHostTokenOptions,
    isAdmitted = isInstalled,
  ): HostToken => {
    const admitted = tenant && isAdmitted(tenant) ? tenant : undefined;
    const secrets = admitted?.secrets() ?? [DECOY_SECRET];
    const { claims, expired } = verifyHostToken(decoded, secrets, { ...expected, now, leeway });
    if (!admitted) throw new TokenError('token_signature_invalid');
    return { tenant: admitted, claims, expired };
  };
  const read = async (
    token: string,
    expected: VerifyHostTokenOptions,
    isAdmitted?: (tenant: Tenant) => boolean,
  ): Promise<HostToken> => {
    const decoded = decodeHostToken(token);
    const tenant = await tenants.find(decoded.unverifiedClaims.iss);
    return verify(decoded, tenant, expected, isAdmitted);
  };
  const requireNotRevoked = async ({ iss, sub, iat = 0 }: HostClaims): Promise<void> => {
    if (await revocations.isRevoked({ clientKey: iss, accountId: sub, hostProofAt: iat }))
      throw new Refusal('session_revoked');
  };

  return {
    readIframe: async (token, url) =>
      refuseTokens(async () => {
        const request = { method: 'GET', url };
        const hostToken = await read(token, { kind: 'iframe', request, baseUrl, allowExpired: true });
        await requireNotRevoked(hostToken.claims);
        return hostToken;
      }),
    readContext: async (token) =>
      refuseTokens(async () => {
        const hostToken = await read(token, { kind: 'context' });
        await requireNotRevoked(hostToken.claims);
        return hostToken;
      }),
    readContextToIssue: async (token) =>
      refuseTokens(async () => {
        const decoded = decodeHostToken(token);
        const { iss } = decoded.unverifiedClaims;
        // The store is read only for a token that the secrets in memory verify.
        const known = await tenants.find(iss);
        const secrets = known?.secrets();
        const hostToken = verify(decoded, known, { kind: 'context' });
        const tenant = await tenants.refresh(iss);
        const isUnchanged = tenant?.installed === true && isDeepStrictEqual(tenant.secrets(), secrets);
        const confirmed = isUnchanged
          ? { ...hostToken, tenant }
          : verify(decoded, tenant, { kind: 'context' });
        await requireNotRevoked(confirmed.claims);
        return confirmed;
      }),
    readWebhook: async (token, request) =>
      refuseTokens(async () => read(token, { kind: 'webhook', request, baseUrl })),
    readToggle: async (token, request) =>
      refuseTokens(async () => read(token, { kind: 'webhook', request, baseUrl }, () => true)),
  };
}

function isInstalled(tenant: Tenant): boolean {
  return tenant.installed;
}

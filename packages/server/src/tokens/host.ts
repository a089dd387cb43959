import { randomBytes } from 'node:crypto';
import {
  checkLifetime,
  CONTEXT_QSH,
  decodeToken,
  matchesQueryStringHash,
  readHostClaims,
  TokenError,
  verifyHs256,
  type DecodedToken,
  type HostClaims,
} from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { Clock } from '../http/time.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import { expires } from './expires.ts';
import { checkHostType } from './host-type.ts';

/** A request as the host signs it. */
export interface BoundRequest {
  readonly method: string;
  readonly url: string;
}

/** A token that its tenant's secret has signed. */
export interface HostToken {
  readonly tenant: Tenant;
  readonly claims: HostClaims;
  /** Only where an expired one may be of use. */
  readonly expired: boolean;
}

/** Reads the HS256 tokens of hosts, each method one kind. Every method throws a `Refusal`. */
export interface HostTokens {
  /** A token in the URL of an iframe. One that has expired is still told from one that is not genuine. */
  readIframe(token: string, url: string): Promise<HostToken>;
  /** What `AP.context.getToken()` answered. */
  readContext(token: string): Promise<HostToken>;
  /** The same, of a tenant that the store has just confirmed: for whatever issues something. */
  readContextToIssue(token: string): Promise<HostToken>;
  /** A token on a webhook. */
  readWebhook(token: string, request: BoundRequest): Promise<HostToken>;
  /** A token on `enabled` or `disabled`, which a host may still send when the app is uninstalled. */
  readToggle(token: string, request: BoundRequest): Promise<HostToken>;
}

export interface HostTokenOptions {
  readonly baseUrl: string;
  readonly tenants: Tenants;
  readonly revocations: Revocations;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

interface SignedOptions {
  readonly find?: Tenants['find'];
  readonly admitUninstalled?: boolean;
}

interface SignedToken {
  readonly decoded: DecodedToken;
  readonly claims: HostClaims;
  readonly tenant: Tenant;
}

// Whoever asks in the name of an unknown tenant waits as long as with a wrong signature.
const NOBODYS_SECRET = randomBytes(32).toString('hex');

export function createHostTokens(options: HostTokenOptions): HostTokens {
  const { baseUrl, tenants, revocations, now, leeway } = options;

  const readSigned = async (
    token: string,
    { find = tenants.find, admitUninstalled = false }: SignedOptions = {},
  ): Promise<SignedToken> => {
    const decoded = decodeToken(token);
    checkHostType(decoded);
    const claims = readHostClaims(decoded.claims);
    const tenant = await find(claims.iss);
    const known = tenant !== undefined && (tenant.installed || admitUninstalled) ? tenant : undefined;
    verifyHs256(decoded, known ? known.secrets() : [NOBODYS_SECRET]);
    if (!known) throw new TokenError('token_signature_invalid');
    return { decoded, claims, tenant: known };
  };
  const checkVouched = async ({ iss, sub, iat = 0 }: HostClaims): Promise<void> => {
    if (await revocations.covers({ clientKey: iss, accountId: sub, since: iat }))
      throw new Refusal('session_revoked');
  };
  const checkTime = ({ claims }: DecodedToken): void => checkLifetime(claims, { now, leeway });
  const checkBound = (claims: HostClaims, request: BoundRequest): void => {
    if (!matchesQueryStringHash(claims.qsh, { ...request, baseUrl }))
      throw new TokenError('token_url_mismatch');
  };

  const judgeContext = async ({ decoded, claims, tenant }: SignedToken): Promise<HostToken> => {
    if (claims.qsh !== CONTEXT_QSH) throw new TokenError('token_claim_invalid', { name: 'qsh' });
    checkTime(decoded);
    await checkVouched(claims);
    return { claims, tenant, expired: false };
  };

  return {
    readIframe: async (token, url) =>
      refusing(async () => {
        const { decoded, claims, tenant } = await readSigned(token);
        checkBound(claims, { method: 'GET', url });
        await checkVouched(claims);
        return { claims, tenant, expired: expires(() => checkTime(decoded)) };
      }),
    readContext: async (token) => refusing(async () => judgeContext(await readSigned(token))),
    readContextToIssue: async (token) =>
      refusing(async () => {
        // Whoever is refused by what is known already does not cost the store anything.
        await readSigned(token);
        return judgeContext(await readSigned(token, { find: tenants.confirm }));
      }),
    readWebhook: async (token, request) =>
      refusing(async () => {
        const { decoded, claims, tenant } = await readSigned(token);
        checkBound(claims, request);
        checkTime(decoded);
        return { claims, tenant, expired: false };
      }),
    readToggle: async (token, request) =>
      refusing(async () => {
        const { decoded, claims, tenant } = await readSigned(token, { admitUninstalled: true });
        checkBound(claims, request);
        checkTime(decoded);
        return { claims, tenant, expired: false };
      }),
  };
}

/** What is wrong with a token stays inside; only that it has expired helps its bearer. */
async function refusing<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof TokenError)) throw cause;
    throw new Refusal(cause.code === 'token_expired' ? 'host_token_expired' : 'host_token_invalid', {
      cause,
    });
  }
}

import {
  TokenError,
  verifyInvocationToken,
  type Clock,
  type ForgeEnvironment,
  type InvocationClaims,
} from '@authbeat/core';
import type { TenantError } from '../errors.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { Installation, Installations } from '../tenants/installations.ts';
import type { LimitedAccount } from '../tenants/limits.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { InvocationKeys } from './invocation-keys.ts';
import { refuseTokens, requireNotRevoked } from './verify-signed.ts';

/** An installation of a Forge app, as guards and sessions see it. */
export interface ForgeTenant extends HostTenant {
  readonly platform: 'forge';
  readonly installationId: string;
  readonly environment: ForgeEnvironment;
}

/** A verified invocation token, and its installation. */
export interface Invocation {
  readonly tenant: ForgeTenant;
  readonly claims: InvocationClaims;
}

/** Reads the invocation tokens of a Forge app. Every method rejects with a `Refusal`. */
export interface InvocationTokens {
  /** A token on a request of Forge. It may come many times. */
  read(token: string): Promise<Invocation>;
  /**
   * The same, with the installation read from the store again: for endpoints that issue a token of ours.
   *
   * @param admit is called with the verified account before the store is read; what it throws is thrown
   */
  readToIssue(token: string, admit: (owner: LimitedAccount) => void): Promise<Invocation>;
}

export interface InvocationTokenOptions {
  /** The app's ARI. */
  readonly appId: string;
  readonly environments: readonly ForgeEnvironment[];
  readonly keys: InvocationKeys;
  readonly installations: Installations;
  readonly revocations: Pick<Revocations, 'isRevoked'>;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

export function createInvocationTokens(options: InvocationTokenOptions): InvocationTokens {
  const { keys, installations, revocations } = options;
  const verify = async (token: string): Promise<InvocationClaims> =>
    (await verifyInvocationToken(token, keys.find, options)).claims;
  const identify = async (claims: InvocationClaims): Promise<Invocation> => {
    const tenant = toForgeTenant(await installations.admit(claims));
    const proof = { tenantId: tenant.tenantId, accountId: claims.accountId, hostProofAt: claims.iat };
    return requireNotRevoked({ tenant, claims }, proof, revocations);
  };
  return {
    read: async (token) => refuseTokens(async () => identify(await verify(token)), hintOf),
    readToIssue: async (token, admit) =>
      refuseTokens(async () => {
        const claims = await verify(token);
        const { installationId, accountId } = claims;
        admit({ tenantId: installationId, accountId });
        await installations.refresh(installationId);
        return identify(claims);
      }, hintOf),
  };
}

/** What is wrong with a claim. Some are mistakes in the options that look like attacks. */
const HINTS: Readonly<Record<string, string>> = {
  aud: 'The invocation token is for another app than `forge.appId`, which must be the `app.id` of the manifest.',
  'app.environment.type':
    'The invocation token is of an environment that `forge.environments` does not list. A tunnel needs "development".',
  iss: 'The token is no invocation token of Forge: its issuer is another. Each kind of token has its own doors.',
  icLabel: 'The invocation token is of an isolated cloud of Atlassian, which this server does not know.',
  kid: 'The invocation token is signed with a key that is not in the key set `forge.jwksUrl`.',
};

function hintOf(cause: TokenError | TenantError): string | undefined {
  if (!(cause instanceof TokenError)) return undefined;
  if (cause.code === 'token_signature_invalid')
    return 'The signature of the invocation token is not of the key that it names: the token was changed, or signed elsewhere.';
  return HINTS[cause.data.name ?? ''];
}

/** What guards and sessions see of an installation. */
export function toForgeTenant({ tenant, ...installation }: Installation): ForgeTenant {
  return { ...installation, platform: 'forge', baseUrl: tenant?.baseUrl };
}

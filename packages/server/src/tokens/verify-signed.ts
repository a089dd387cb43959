import { createSecretKey, randomBytes } from 'node:crypto';
import { TokenError, verifyHs256, type DecodedToken, type HmacKey } from '@authbeat/core';
import { Refusal, TenantError } from '../errors.ts';
import { andThen, attempt, type Eventually } from '../eventually.ts';
import type { RevocableProof } from '../tenants/revocation-record.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { Tenant } from '../tenants/tenants.ts';

/** Whose secret has signed a token. */
export interface Signer {
  readonly tenant: Tenant;
  /** Whether it is not the secret before a rotation, but the current one, or one that an upstream has still to accept. */
  readonly isCurrent: boolean;
}

/** A token that no tenant of this server can have signed. */
export class ForeignToken extends TokenError {}

/**
 * Verifies a host token or a link token, and turns the errors into a `Refusal`. The bearer learns that the token has
 * expired, and nothing else; operators find the rest in `cause`.
 *
 * @param hintOf says what is wrong, for the app's developer, where that is known
 */
export function refuseTokens<Result>(
  verify: () => Eventually<Result>,
  hintOf: (cause: TokenError | TenantError) => string | undefined = () => undefined,
): Eventually<Result> {
  return attempt(verify, (cause) => {
    if (!(cause instanceof TokenError || cause instanceof TenantError)) throw cause;
    const code = cause.code === 'token_expired' ? 'host_token_expired' : 'host_token_invalid';
    const hint = hintOf(cause);
    throw new Refusal(code, {
      cause,
      ...(hint !== undefined && { hint }),
      foreign: cause instanceof ForeignToken || cause.code === 'tenant_unknown',
    });
  });
}

// Verifying against it takes as long as against a tenant's secret. A name that is not in memory still costs a read.
const DECOY_KEY = createSecretKey(randomBytes(64));

/**
 * Verifies a token with the secrets of the tenant that it names.
 *
 * @param tenant `undefined` when there is no such tenant
 * @param verify checks the token with these keys
 * @throws {TokenError} what `verify` throws
 * @throws {TenantError} when the tenant is unknown or not admitted
 */
export function verifySigned<Verified extends object>(
  token: DecodedToken,
  tenant: Tenant | undefined,
  isAdmitted: (tenant: Tenant) => boolean,
  verify: (keys: readonly HmacKey[]) => Verified,
): Verified & Signer {
  const admitted = tenant && isAdmitted(tenant) ? tenant : undefined;
  const keys = admitted?.keys() ?? [DECOY_KEY];
  try {
    const verified = verify(keys);
    if (admitted) {
      const isCurrent = keys.length === 1 || isSignedWith(token, admitted.keysSinceRotation());
      return { ...verified, tenant: admitted, isCurrent };
    }
  } catch (error) {
    if (admitted || !isSignatureInvalid(error)) throw error;
  }
  throw new TenantError(tenant ? 'tenant_uninstalled' : 'tenant_unknown');
}

/** Requires that no revocation covers a verified token. @throws {Refusal} `session_revoked` */
export function requireNotRevoked<Token>(
  token: Token,
  proof: RevocableProof,
  revocations: Pick<Revocations, 'isRevoked'>,
): Eventually<Token> {
  return andThen(revocations.isRevoked(proof), (isRevoked) => {
    if (isRevoked) throw new Refusal('session_revoked');
    return token;
  });
}

/** Are the tokens of a tenant accepted? */
export function isInstalled(tenant: Tenant): boolean {
  return tenant.installed;
}

function isSignedWith(token: DecodedToken, keys: readonly HmacKey[]): boolean {
  try {
    verifyHs256(token, keys);
    return true;
  } catch {
    return false;
  }
}

function isSignatureInvalid(error: unknown): boolean {
  return error instanceof TokenError && error.code === 'token_signature_invalid';
}

import {
  decodeToken,
  hasExpired,
  readHostContext,
  UPSTREAM_CLAIM,
  verifyHs256,
  type Clock,
  type DecodedToken,
  type HostContext,
} from '@authbeat/core';
import { andThen, type Eventually } from '../eventually.ts';
import type { Revocations } from '../tenants/revocations.ts';
import type { Tenants } from '../tenants/tenants.ts';
import { isInstalled, refuseTokens, requireNotRevoked, verifySigned, type Signer } from './verify-signed.ts';

/** A verified link token: a token that the app itself has put into a link of one of its pages. */
export interface LinkToken extends Signer {
  readonly accountId: string | undefined;
  readonly context: HostContext;
  /** The `context` claim, which the app has copied from a host token. */
  readonly signedContext: unknown;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  readonly expired: boolean;
}

/** Reads the tokens that an app on `atlassian-connect-express` puts into its own links. */
export interface LinkTokens {
  /**
   * Returns an expired token as well: it may start a recovery. Throws and rejects with a `Refusal`.
   *
   * @returns `undefined` for a token in another form
   */
  read(token: string): Eventually<LinkToken> | undefined;
}

export interface LinkTokenOptions {
  readonly appKey: string;
  readonly tenants: Tenants;
  readonly revocations: Pick<Revocations, 'isRevoked'>;
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
}

/** What a link token says, not verified yet. */
interface DecodedLink {
  readonly token: DecodedToken;
  readonly clientKey: string;
  readonly accountId: string | undefined;
  readonly expiresAt: number;
}

/** The longest name of a tenant or an account. */
const MAX_NAME = 255;

export function createLinkTokens(options: LinkTokenOptions): LinkTokens {
  const { appKey, tenants, revocations, now, leeway } = options;
  return {
    read(text) {
      const link = decodeLink(text, appKey);
      if (!link) return undefined;
      const { token, clientKey, accountId, expiresAt } = link;
      const { context, iat } = token.claims;
      // The app decides how long its tokens live.
      const lifetime = { now, leeway, maxLifetime: Number.POSITIVE_INFINITY };
      const proof = { tenantId: clientKey, accountId, hostProofAt: typeof iat === 'number' ? iat : 0 };
      return refuseTokens(() =>
        andThen(tenants.find(clientKey), (tenant) => {
          const signed = verifySigned(token, tenant, isInstalled, (keys) => {
            verifyHs256(token, keys);
            return { expired: hasExpired(token.claims, lifetime) };
          });
          const verified: LinkToken = {
            ...signed,
            accountId,
            context: readHostContext(context),
            signedContext: context,
            expiresAt,
          };
          return requireNotRevoked(verified, proof, revocations);
        }),
      );
    },
  };
}

/**
 * Decodes a token in the form that `atlassian-connect-express` issues: the app is the issuer, one tenant the audience,
 * and it has no `qsh`, in contrast to the tokens that apps send to hosts.
 */
function decodeLink(text: string, appKey: string): DecodedLink | undefined {
  const token = decode(text);
  if (token?.header.alg !== 'HS256' || (token.header.typ ?? 'JWT').toUpperCase() !== 'JWT') return undefined;
  const { iss, sub, exp, aud } = token.claims;
  if (iss !== appKey || Object.hasOwn(token.claims, 'qsh') || Object.hasOwn(token.claims, UPSTREAM_CLAIM))
    return undefined;
  const [clientKey, ...others]: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!isName(clientKey) || others.length > 0) return undefined;
  if ((sub !== undefined && !isName(sub)) || typeof exp !== 'number') return undefined;
  return { token, clientKey, accountId: sub, expiresAt: exp };
}

function decode(text: string): DecodedToken | undefined {
  try {
    return decodeToken(text);
  } catch {
    return undefined;
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME;
}

import { randomUUID, type KeyObject } from 'node:crypto';
import type { Clock } from '../jwt/lifetime.ts';
import { type ClaimSet, type HmacKey, signHs256 } from '../jwt/hs256.ts';
import { signRs256 } from '../jwt/rs256.ts';
import { type BoundRequest, queryStringHash } from '../qsh/hash.ts';
import { CONTEXT_QSH } from './decode.ts';

interface MintOptions {
  /** The tenant (`iss`). */
  readonly clientKey: string;
  /** The user (`sub`). Anonymous by default. */
  readonly accountId?: string;
  /** When the token is issued. Defaults to `Date.now`. */
  readonly now?: Clock;
  /** Seconds. Defaults to 900 for a context token and 180 for the others. */
  readonly lifetime?: number;
  /** Claims to add or to replace; `undefined` removes one. None by default. */
  readonly claims?: ClaimSet;
}

interface BoundMintOptions extends MintOptions {
  readonly request: BoundRequest;
  /** The base URL of the app's descriptor. */
  readonly baseUrl: string;
}

/** For a token in the URL of an iframe. */
export interface MintIframeOptions extends BoundMintOptions {
  readonly kind: 'iframe';
}

/** For a token on a webhook, and on `enabled` and `disabled`. */
export interface MintWebhookOptions extends BoundMintOptions {
  readonly kind: 'webhook';
}

/** For a token as `AP.context.getToken()` returns it. */
export interface MintContextOptions extends MintOptions {
  readonly kind: 'context';
  /** The `context` claim. Empty by default. */
  readonly context?: ClaimSet;
}

export type MintHostTokenOptions = MintIframeOptions | MintWebhookOptions | MintContextOptions;

/** For the RS256 token on `installed` and `uninstalled`. */
export interface MintLifecycleOptions extends BoundMintOptions {
  /** Defaults to `baseUrl`. */
  readonly audience?: string | readonly string[];
}

/** The key that signs lifecycle calls. */
export interface InstallKeyPair {
  readonly kid: string;
  /** An RSA private key of at least 2048 bits. */
  readonly privateKey: KeyObject;
}

const CONTEXT_LIFETIME = 900;
const BOUND_LIFETIME = 180;

/**
 * Mints a host token as Jira and Confluence do: for tests, and for local hosts.
 *
 * @example
 * ```ts
 * import { mintHostToken } from '@authbeat/core';
 *
 * export function contextToken(clientKey: string, sharedSecret: string): string {
 *   return mintHostToken({ kind: 'context', clientKey, accountId: '712020:ben' }, sharedSecret);
 * }
 * ```
 *
 * @param secret the tenant's shared secret, of at least 32 bytes
 */
export function mintHostToken(options: MintHostTokenOptions, secret: HmacKey): string {
  return signHs256(
    {
      ...commonClaims(options, options.kind === 'context' ? CONTEXT_LIFETIME : BOUND_LIFETIME),
      ...kindClaims(options),
      ...options.claims,
    },
    secret,
  );
}

/** Mints the RS256 token of `installed` and `uninstalled`, as a host does. See {@link mintHostToken}. */
export async function mintLifecycleToken(
  options: MintLifecycleOptions,
  key: InstallKeyPair,
): Promise<string> {
  const claims = {
    ...commonClaims(options, BOUND_LIFETIME),
    qsh: hashOf(options),
    aud: options.audience ?? options.baseUrl,
    // RS256 signs equal claims equally: two calls of one second would look like one that is repeated.
    jti: randomUUID(),
    ...options.claims,
  };
  return signRs256(claims, key.privateKey, { kid: key.kid });
}

function commonClaims({ clientKey, accountId, ...options }: MintOptions, lifetime: number): ClaimSet {
  return { iss: clientKey, sub: accountId, ...timesOf(options, lifetime) };
}

function kindClaims(options: MintHostTokenOptions): ClaimSet {
  switch (options.kind) {
    case 'iframe':
      return { qsh: hashOf(options), context: {} };
    case 'webhook':
      return { qsh: hashOf(options) };
    case 'context':
      return { qsh: CONTEXT_QSH, context: options.context ?? {} };
    default:
      options satisfies never;
      throw new TypeError('`kind` must be "iframe", "context" or "webhook".');
  }
}

function hashOf({ request: { method, url }, baseUrl }: BoundMintOptions): string {
  return queryStringHash({ method, url, baseUrl });
}

/** Hosts issue whole seconds. A lifetime with a fraction keeps its exact end. */
function timesOf(
  { now = Date.now, lifetime: chosen }: Pick<MintOptions, 'now' | 'lifetime'>,
  usual: number,
): { iat: number; exp: number } {
  const seconds = now() / 1000;
  const lifetime = chosen ?? usual;
  const iat = Math.floor(seconds);
  return { iat, exp: Number.isInteger(lifetime) ? iat + lifetime : seconds + lifetime };
}

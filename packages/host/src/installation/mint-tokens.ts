import { mintHostToken, mintLifecycleToken, type ClaimSet, type MintHostTokenOptions } from '@authbeat/core';
import { describeContext, type ContextKeys } from '../content/frame-context.ts';
import type { HostRuntime, SiteIdentity } from '../runtime.ts';

/** Options of every host token. */
export interface TokenOptions {
  /** The user (`sub`); `null` for an anonymous token. Defaults to the user who is signed in. */
  readonly accountId?: string | null;
  /** Seconds. Defaults to the host's option for an iframe or context token, and to 180 for the others. */
  readonly lifetime?: number;
  /** When the token was issued, in seconds since the epoch. Defaults to now. */
  readonly issuedAt?: number;
  /** Claims to add or to replace; `undefined` removes one. None by default. */
  readonly claims?: ClaimSet;
}

/** Options of a token that is bound to one request. */
export interface RequestTokenOptions extends TokenOptions {
  /** Absolute, or path and query below the app's base URL. */
  readonly url: string;
  /** Defaults to `GET` for an iframe token and to `POST` for the others. */
  readonly method?: string;
}

/** Options of a context token, which is bound to no request. Where its frame stands is in the `context` claim. */
export interface ContextTokenOptions extends TokenOptions, ContextKeys {}

/** Options of the token on `installed` and `uninstalled`. */
export interface LifecycleTokenOptions extends RequestTokenOptions {
  /** Defaults to the app's base URL. */
  readonly audience?: string;
}

/** Mints the host tokens of one installation, for any account and any time. */
export interface TokenMint {
  /** The token in the URL of an iframe: HS256, with the `qsh` of that URL. */
  iframe(options: RequestTokenOptions): string;
  /** The token from `AP.context.getToken()`: HS256, bound to no URL. */
  context(options?: ContextTokenOptions): string;
  /** The token on a webhook, `enabled` and `disabled`: HS256, with the `qsh` of that URL. */
  webhook(options: RequestTokenOptions): string;
  /** The token on `installed` and `uninstalled`: RS256 with a `kid`. */
  lifecycle(options: LifecycleTokenOptions): Promise<string>;
}

interface MintContext {
  readonly runtime: HostRuntime;
  readonly site: SiteIdentity;
  readonly baseUrl: () => string;
  readonly sharedSecret: () => string;
  readonly signedIn: () => string | undefined;
}

export function createTokenMint(mint: MintContext): TokenMint {
  const { runtime, site } = mint;
  const common = ({ lifetime, issuedAt, claims }: TokenOptions) => ({
    clientKey: site.clientKey,
    now: issuedAt === undefined ? runtime.tokenClock : () => issuedAt * 1000,
    ...(lifetime !== undefined && { lifetime }),
    ...(claims && { claims }),
  });
  const account = ({ accountId = mint.signedIn() ?? null }: TokenOptions) =>
    accountId === null ? {} : { accountId };
  const bound = ({ url, method }: RequestTokenOptions, usualMethod: string) => ({
    request: { url, method: method ?? usualMethod },
    baseUrl: mint.baseUrl(),
  });
  const sign = (options: MintHostTokenOptions): string => mintHostToken(options, mint.sharedSecret());

  return {
    iframe: (options) =>
      sign({
        kind: 'iframe',
        lifetime: runtime.tokenLifetimes.iframe,
        ...common(options),
        ...account(options),
        ...bound(options, 'GET'),
      }),
    context: (options = {}) =>
      sign({
        kind: 'context',
        lifetime: runtime.tokenLifetimes.context,
        context: contextClaim(site, options),
        ...common(options),
        ...account(options),
      }),
    webhook: (options) =>
      sign({ kind: 'webhook', ...common(options), ...account(options), ...bound(options, 'POST') }),
    lifecycle: async (options) =>
      mintLifecycleToken(
        {
          ...common(options),
          ...bound(options, 'POST'),
          ...(options.audience !== undefined && { audience: options.audience }),
        },
        runtime.signingKey,
      ),
  };
}

function contextClaim({ hostBaseUrl, product, data }: SiteIdentity, keys: ContextKeys): ClaimSet {
  return {
    license: { active: true },
    url: { displayUrl: hostBaseUrl, displayUrlServicedeskHelpCenter: hostBaseUrl },
    [product]: describeContext(data, keys),
  };
}

import { randomUUID } from 'node:crypto';
import { CONTEXT_QSH, queryStringHash, signHs256, signRs256, type ClaimSet } from '@authbeat/core';
import type { Issue } from '../site/issues.ts';
import { productContextOf } from '../site/product-context.ts';
import type { SiteIdentity, World } from '../world.ts';

/** What any token may be given. */
export interface TokenOptions {
  /** The account id (`sub`). `null` for nobody. Defaults to whoever is signed in. */
  readonly account?: string | null;
  /** Seconds. Defaults to the host's option for that kind, 180 for webhooks and lifecycle calls. */
  readonly life?: number;
  /** When it was issued, in milliseconds since the epoch. Defaults to now. */
  readonly issuedAt?: number;
  /** Claims to add or replace, for tests of what an app refuses. `undefined` removes a claim. */
  readonly claims?: ClaimSet;
}

/** A token that is bound to one request. */
export interface RequestTokenOptions extends TokenOptions {
  /** Absolute, or path and query below the app's base URL. */
  readonly url: string;
  /** Defaults to `GET` for iframes, `POST` for the others. */
  readonly method?: string;
}

/** A token that is bound to no request. */
export interface ContextTokenOptions extends TokenOptions {
  /** The issue that its `context` names. None by default. */
  readonly issue?: Issue;
}

/** Mints tokens as the host of one installation does, for any account and any time. */
export interface TokenMint {
  /** The token in an iframe's URL: HS256, `qsh` of that URL. */
  iframe(options: RequestTokenOptions): string;
  /** What `AP.context.getToken()` answers: HS256, bound to no URL. */
  context(options?: ContextTokenOptions): string;
  /** The token on a webhook and on `enabled` and `disabled`: HS256, `qsh` of that URL. */
  webhook(options: RequestTokenOptions): string;
  /** The token on `installed` and `uninstalled`: RS256 by `kid`, for the app's base URL. */
  lifecycle(options: RequestTokenOptions & { readonly audience?: string }): Promise<string>;
}

const CALL_TOKEN_LIFE = 180;

interface MintContext {
  readonly world: World;
  readonly site: SiteIdentity;
  readonly baseUrl: () => string;
  readonly sharedSecret: () => string;
  readonly signedIn: () => string | undefined;
}

export function createTokenMint(mint: MintContext): TokenMint {
  const { world, site } = mint;
  const claimsOf = (options: TokenOptions, life: number, own: ClaimSet): ClaimSet => ({
    ...lifetime(options.issuedAt ?? world.now(), options.life ?? life),
    iss: site.clientKey,
    ...own,
    ...options.claims,
  });
  const withAccount = ({ account = mint.signedIn() ?? null }: TokenOptions): ClaimSet =>
    account === null ? {} : { sub: account };
  const hash = ({ url, method }: RequestTokenOptions, usual: string): string =>
    queryStringHash({ method: method ?? usual, url, baseUrl: mint.baseUrl() });

  return {
    iframe: (options) =>
      signHs256(
        claimsOf(options, world.tokenLives.iframe, {
          ...withAccount(options),
          qsh: hash(options, 'GET'),
          context: {},
        }),
        mint.sharedSecret(),
      ),
    context: (options = {}) =>
      signHs256(
        claimsOf(options, world.tokenLives.context, {
          ...withAccount(options),
          qsh: CONTEXT_QSH,
          context: hostContext(site, options.issue),
        }),
        mint.sharedSecret(),
      ),
    webhook: (options) =>
      signHs256(
        claimsOf(options, CALL_TOKEN_LIFE, { ...withAccount(options), qsh: hash(options, 'POST') }),
        mint.sharedSecret(),
      ),
    lifecycle: async (options) =>
      signRs256(
        claimsOf(options, CALL_TOKEN_LIFE, {
          aud: options.audience ?? mint.baseUrl(),
          qsh: hash(options, 'POST'),
          // RS256 signs equal claims equally: two calls of one second must not look like one that is repeated.
          jti: randomUUID(),
        }),
        world.signingKey.privateKey,
        { kid: world.signingKey.kid },
      ),
  };
}

/** Hosts issue whole seconds; a life with a fraction keeps its exact end. */
function lifetime(issuedAt: number, life: number): { iat: number; exp: number } {
  const seconds = issuedAt / 1000;
  const iat = Math.floor(seconds);
  return { iat, exp: Number.isInteger(life) ? iat + life : seconds + life };
}

function hostContext(site: SiteIdentity, issue: Issue | undefined): ClaimSet {
  return {
    license: { active: true },
    url: { displayUrl: site.url, displayUrlServicedeskHelpCenter: site.url },
    jira: productContextOf(issue),
  };
}

import { randomBytes, type KeyObject } from 'node:crypto';
import { queryStringHash, signHs256, signRs256, type ClaimSet, type LifecycleEvent } from '@authbeat/core';
import type { TestClock } from './clock.ts';

/** What a token of a site may say besides what it always says. `undefined` removes a claim. */
export interface TokenOptions {
  readonly account?: string;
  /** Seconds. */
  readonly life?: number;
  readonly claims?: ClaimSet;
  readonly secret?: string;
}

export interface SiteOptions {
  readonly clientKey: string;
  readonly appKey: string;
  readonly baseUrl: string;
  /** Where the site's REST API is. Defaults to an address of Atlassian's. */
  readonly url?: string;
  readonly clock: TestClock;
  readonly signingKey: { readonly kid: string; readonly privateKey: KeyObject };
}

/** One site of a host: it signs as the host's own code does, with no part of the server. */
export class Site {
  readonly clientKey: string;
  readonly url: string;
  /** Every secret that it ever had, the current one last. */
  readonly secrets: string[] = [randomBytes(32).toString('hex')];
  readonly #options: SiteOptions;

  constructor(options: SiteOptions) {
    this.#options = options;
    this.clientKey = options.clientKey;
    this.url = options.url ?? `https://${options.clientKey}.atlassian.net`;
  }

  get secret(): string {
    return this.secrets.at(-1) ?? '';
  }

  set secret(secret: string) {
    this.secrets.push(secret);
  }

  rotateSecret(): void {
    this.secret = randomBytes(32).toString('hex');
  }

  /** Path and query of an iframe, with its token. */
  iframe(url: string, options: TokenOptions = {}): string {
    const token = this.bound('GET', url, options);
    return `${url}${url.includes('?') ? '&' : '?'}jwt=${token}`;
  }

  /** A token that is bound to a request: iframe, webhook, `enabled` and `disabled`. */
  bound(method: string, url: string, options: TokenOptions = {}): string {
    return this.sign(
      { qsh: queryStringHash({ method, url, baseUrl: this.#options.baseUrl }), context: {} },
      options,
    );
  }

  /** What `AP.context.getToken()` returns. */
  context(options: TokenOptions = {}): string {
    const context = { jira: { issue: { id: '1', key: 'AB-1' }, project: { id: '2', key: 'AB' } } };
    return this.sign({ qsh: 'context-qsh', context }, { life: 900, ...options });
  }

  sign(own: ClaimSet, { account = 'alice', life = 180, claims, secret = this.secret }: TokenOptions): string {
    const iat = Math.floor(this.#options.clock.now() / 1000);
    return signHs256({ iss: this.clientKey, sub: account, iat, exp: iat + life, ...own, ...claims }, secret);
  }

  /** The RS256 token of a lifecycle call. */
  async lifecycleToken(
    url: string,
    claims: ClaimSet = {},
    kid = this.#options.signingKey.kid,
  ): Promise<string> {
    const { baseUrl, clock, signingKey } = this.#options;
    const iat = Math.floor(clock.now() / 1000);
    const qsh = queryStringHash({ method: 'POST', url, baseUrl });
    const all = { iss: this.clientKey, aud: [baseUrl], iat, exp: iat + 180, qsh, ...claims };
    return signRs256(all, signingKey.privateKey, { kid });
  }

  lifecycleBody(event: LifecycleEvent): Record<string, string> {
    return {
      key: this.#options.appKey,
      clientKey: this.clientKey,
      ...(event === 'installed' && { sharedSecret: this.secret }),
      baseUrl: this.url,
      displayUrl: this.url,
      productType: 'jira',
      oauthClientId: `client-of-${this.clientKey}`,
      eventType: event,
    };
  }

  /** A lifecycle call as the host makes it. */
  async call(
    event: LifecycleEvent,
    {
      claims,
      origin = this.#options.baseUrl,
      path = `/authbeat/${event}`,
    }: { claims?: ClaimSet; origin?: string; path?: string } = {},
  ): Promise<Response> {
    const signedBySite = event === 'enabled' || event === 'disabled';
    const token = signedBySite
      ? this.bound('POST', path, { ...(claims && { claims }) })
      : await this.lifecycleToken(path, claims);
    return fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(this.lifecycleBody(event)),
    });
  }
}

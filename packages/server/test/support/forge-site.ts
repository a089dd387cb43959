import type { KeyObject } from 'node:crypto';
import { mintInvocationToken, type MintInvocationOptions } from '@authbeat/core';
import { bearer, type TestApp } from './app.ts';

/** The `app.id` of the tests' Forge app. */
export const FORGE_APP = 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';

export const CLOUD = '11111111-2222-3333-4444-555555555555';

/** What a page of Custom UI has in its context. */
const CONTEXT = {
  cloudId: CLOUD,
  siteUrl: 'https://tenant-a.atlassian.net',
  moduleKey: 'notes',
  extension: { issue: { id: '1', key: 'AB-1' }, project: { id: '2', key: 'AB' } },
};

/** One site of a Forge app: its tokens are as Forge mints them. */
export class ForgeSite {
  readonly installationId: string;
  readonly #app: Pick<TestApp, 'baseUrl' | 'clock' | 'keyServer'>;

  constructor(app: Pick<TestApp, 'baseUrl' | 'clock' | 'keyServer'>, name = '5b2d') {
    this.#app = app;
    this.installationId = `ari:cloud:ecosystem::installation/${name}`;
  }

  /** An invocation token. */
  async token(
    options: Partial<MintInvocationOptions> = {},
    key: { readonly kid: string; readonly privateKey: KeyObject } = {
      kid: this.#app.keyServer.invocationKid,
      privateKey: this.#app.keyServer.privateKey,
    },
  ): Promise<string> {
    const { installationId } = this;
    const own = { appId: FORGE_APP, installationId, accountId: 'alice', context: CONTEXT };
    return mintInvocationToken({ ...own, now: () => this.#app.clock.now(), ...options }, key);
  }

  /** What `requestRemote` sends to the exchange. */
  async exchange(token: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#app.baseUrl}/authbeat/session`, {
      method: 'POST',
      ...init,
      headers: { ...bearer(token), ...(init.headers as Record<string, string>) },
    });
  }

  /** Exchanges an invocation token for a session token. */
  async signIn(options: Partial<MintInvocationOptions> = {}): Promise<string> {
    const response = await this.exchange(await this.token(options));
    const { access_token: session } = (await response.json()) as { access_token: string };
    return session;
  }
}

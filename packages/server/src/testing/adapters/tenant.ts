import { randomBytes } from 'node:crypto';
import { appendHostToken, buildExchangeForm, FORM_MEDIA_TYPE, mintHostToken } from '@authbeat/core';
import { createAuthbeat, type Authbeat } from '../../authbeat.ts';
import type { AuthbeatOptions } from '../../options.ts';
import { memoryStore } from '../../stores/memory.ts';

export const APP_KEY = 'adapter-contract';
export const BASE_URL = 'https://app.example.com';
const HOST_BASE_URL = 'https://example.atlassian.net';

export const FORM = { 'content-type': FORM_MEDIA_TYPE };

/** A tenant, and the host tokens that its host would mint. */
export interface Tenant {
  readonly clientKey: string;
  readonly secret: string;
  /** A URL with an iframe token for it. */
  readonly iframe: (url: string, baseUrl?: string) => string;
  /** A token that is bound to a request. */
  readonly bound: (method: string, url: string, baseUrl?: string) => string;
  /** The form of the exchange. */
  readonly exchangeForm: (account?: string) => string;
}

/** Authbeat with a store in which one tenant is installed. */
export async function openAuthbeat(
  tenant: Tenant,
  settings: Partial<AuthbeatOptions> = {},
): Promise<Authbeat> {
  const store = memoryStore();
  const authbeat = createAuthbeat({
    appKey: APP_KEY,
    baseUrl: BASE_URL,
    sessionKeys: [randomBytes(48).toString('base64')],
    store,
    ...settings,
  });
  await authbeat.open();
  const { clientKey, secret } = tenant;
  const state = { version: 1, installed: true, enabled: true, generation: 0, lastEventAt: 0, details: {} };
  await store.writeTenant({ ...state, clientKey, secret, baseUrl: HOST_BASE_URL }, 0);
  return authbeat;
}

export function createTenant(): Tenant {
  const [clientKey, secret] = [randomBytes(8).toString('hex'), randomBytes(32).toString('hex')];
  const bound: Tenant['bound'] = (method, url, baseUrl = BASE_URL) =>
    mintHostToken(
      { kind: 'webhook', clientKey, accountId: 'alice', request: { method, url }, baseUrl },
      secret,
    );
  return {
    clientKey,
    secret,
    bound,
    iframe: (url, baseUrl) => appendHostToken(url, bound('GET', url, baseUrl)),
    exchangeForm: (account = 'alice') =>
      buildExchangeForm(mintHostToken({ kind: 'context', clientKey, accountId: account }, secret)),
  };
}

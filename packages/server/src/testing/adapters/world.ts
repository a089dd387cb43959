import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import {
  appendHostToken,
  buildExchangeForm,
  DEFAULT_MOUNT,
  ENDPOINT_PATHS,
  FORM_MEDIA_TYPE,
  mintHostToken,
} from '@authbeat/core';
import { createAuthbeat, type Authbeat } from '../../authbeat.ts';
import type { AuthbeatOptions } from '../../options.ts';
import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import { memoryStore } from '../../stores/memory.ts';
import type { AdapterSubject, AppPlan } from './subject.ts';
import { openWire, type Wire } from './wire.ts';

export const APP_KEY = 'adapter-contract';
export const BASE_URL = 'https://app.example.com';
const SITE = 'https://example.atlassian.net';

/** How a test differs from the defaults. */
export interface SceneOptions extends Partial<Omit<AppPlan, 'authbeat'>> {
  readonly settings?: Partial<AuthbeatOptions>;
  /** Puts something between the adapter and Authbeat. */
  readonly wrap?: (authbeat: Authbeat) => Authbeat;
}

/** What one test has: a running app in which one tenant is installed. */
export interface Scene extends Wire {
  readonly tenant: Tenant;
  /** The URLs that Authbeat was given. */
  readonly urls: readonly string[];
  /** What becomes of the next body that Authbeat reads. */
  readonly nextBody: () => Promise<RequestBody['state']>;
  /** A session token, by way of the exchange at this path. */
  readonly signIn: (account?: string, path?: string) => Promise<string>;
}

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

/** What all tests of an adapter share. */
export interface World {
  readonly parsers: readonly string[];
  /** How long to wait for anything at all. */
  readonly inTime: () => { readonly signal: AbortSignal };
  /** Runs a test body against an app of its own, and makes sure that nothing is left over. */
  readonly scene: (options: SceneOptions, body: (scene: Scene) => Promise<void>) => () => Promise<void>;
}

export const FORM = { 'content-type': FORM_MEDIA_TYPE };

export function createWorld({ serve, parsers = [], patience = 5000 }: AdapterSubject): World {
  const inTime: World['inTime'] = () => ({ signal: AbortSignal.timeout(patience) });
  return {
    parsers,
    inTime,
    scene: (options, body) => async () => {
      const tenant = createTenant();
      const observer = createObserver(inTime);
      const authbeat = await openAuthbeat(tenant, options.settings);
      const app = await serve(planOf(observer.observe(authbeat), options));
      const wire = openWire(app.port, patience);
      const unhandled = listenForRejections();
      try {
        await body({ ...wire, ...observer, tenant, signIn: async (...who) => signIn(wire, tenant, ...who) });
        await turn();
      } finally {
        wire.close();
        await app.close();
        await authbeat.close();
        unhandled.stop();
      }
      assert.deepEqual(unhandled.reasons, [], 'rejections that nobody handled');
    },
  };
}

function planOf(authbeat: Authbeat, { wrap = (same) => same, ...options }: SceneOptions): AppPlan {
  return {
    options: {},
    prefix: '',
    parser: 'none',
    headersInFront: {},
    handler: ({ principal = null }) => ({ body: JSON.stringify(principal) }),
    ...options,
    authbeat: wrap(authbeat),
  };
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
  await store.writeTenant({ ...state, clientKey, secret, baseUrl: SITE }, 0);
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

async function signIn(
  wire: Wire,
  tenant: Tenant,
  account?: string,
  path = `${DEFAULT_MOUNT}${ENDPOINT_PATHS.session}`,
): Promise<string> {
  const body = tenant.exchangeForm(account);
  const answer = await wire.send({ method: 'POST', target: path, headers: FORM, body });
  assert.equal(answer.status, 200, answer.body);
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string };
  return token;
}

/** Sees what the adapter hands to Authbeat. */
function createObserver(inTime: World['inTime']) {
  const urls: string[] = [];
  const bodies = new EventEmitter();
  const see = (request: AuthbeatRequest): AuthbeatRequest => ({
    method: request.method,
    get url() {
      const { url } = request;
      if (!urls.includes(url)) urls.push(url);
      return url;
    },
    header: (name) => request.header(name),
    async body(limit) {
      const body = await request.body(limit);
      bodies.emit('read', body.state);
      return body;
    },
  });
  const watching =
    <AnyVerdict>(guard: (request: AuthbeatRequest) => Promise<AnyVerdict>) =>
    async (request: AuthbeatRequest) =>
      guard(see(request));
  return {
    urls,
    async nextBody() {
      const [state] = (await once(bodies, 'read', inTime())) as [RequestBody['state']];
      return state;
    },
    observe: (authbeat: Authbeat): Authbeat => ({
      ...authbeat,
      handle: async (request) => authbeat.handle(see(request)),
      page: () => watching(authbeat.page()),
      api: (options) => watching(authbeat.api(options)),
      webhook: () => watching(authbeat.webhook()),
      shell: (options) => watching(authbeat.shell(options)),
    }),
  };
}

function listenForRejections(): { readonly reasons: unknown[]; readonly stop: () => void } {
  const reasons: unknown[] = [];
  const listener = (reason: unknown): void => {
    reasons.push(reason);
  };
  process.on('unhandledRejection', listener);
  return { reasons, stop: () => process.off('unhandledRejection', listener) };
}

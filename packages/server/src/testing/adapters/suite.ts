import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { DEFAULT_MOUNT, ENDPOINT_PATHS } from '@authbeat/core';
import type { Authbeat } from '../../authbeat.ts';
import type { AuthbeatOptions } from '../../options.ts';
import { observeRequests, type ObservedRequests } from './observe-requests.ts';
import type { AdapterSubject, AppPlan } from './subject.ts';
import { createTenant, FORM, openAuthbeat, type Tenant } from './tenant.ts';
import { openWire, type Wire } from './wire.ts';

/** How the app of a test differs from the default. */
export interface AppOptions extends Partial<Omit<AppPlan, 'authbeat'>> {
  readonly settings?: Partial<AuthbeatOptions>;
  /** Wraps the Authbeat that the adapter gets. */
  readonly wrap?: (authbeat: Authbeat) => Authbeat;
}

/** What one test works with: a running app, and a tenant that has installed it. */
export interface TestApp extends Wire, Omit<ObservedRequests, 'observe'> {
  readonly tenant: Tenant;
  /** Gets a session token from the exchange. `path` defaults to `/authbeat/session`. */
  readonly signIn: (account?: string, path?: string) => Promise<string>;
}

/** What all tests of an adapter share. */
export interface Suite {
  readonly parsers: readonly string[];
  /** Runs a test body against an app of its own. Fails when a rejection was left unhandled. */
  readonly withApp: (options: AppOptions, body: (app: TestApp) => Promise<void>) => () => Promise<void>;
}

export function createSuite({ serve, parsers = [], patience = 5 }: AdapterSubject): Suite {
  return {
    parsers,
    withApp: (options, body) => async () => {
      const tenant = createTenant();
      const { observe, ...observed } = observeRequests(patience);
      const authbeat = await openAuthbeat(tenant, options.settings);
      const app = await serve(planOf(observe(authbeat), options));
      const wire = openWire(app.port, patience);
      const unhandled = listenForRejections();
      try {
        await body({ ...wire, ...observed, tenant, signIn: async (...who) => signIn(wire, tenant, ...who) });
        await turn();
      } finally {
        wire.close();
        await app.close();
        await authbeat.close();
        unhandled.stop();
      }
      assert.deepEqual(unhandled.reasons, [], 'unhandled rejections');
    },
  };
}

function planOf(authbeat: Authbeat, { wrap = (same) => same, ...options }: AppOptions): AppPlan {
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

async function signIn(
  wire: Wire,
  tenant: Tenant,
  account?: string,
  path = `${DEFAULT_MOUNT}${ENDPOINT_PATHS.session}`,
): Promise<string> {
  const body = tenant.exchangeForm(account);
  const response = await wire.send({ method: 'POST', target: path, headers: FORM, body });
  assert.equal(response.status, 200, response.body);
  const { access_token: token } = JSON.parse(response.body) as { access_token: string };
  return token;
}

function listenForRejections(): { readonly reasons: unknown[]; readonly stop: () => void } {
  const reasons: unknown[] = [];
  const listener = (reason: unknown): void => {
    reasons.push(reason);
  };
  process.on('unhandledRejection', listener);
  return { reasons, stop: () => process.off('unhandledRejection', listener) };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LifecycleEvent } from '@authbeat/core';
import { onTestFinished } from 'vitest';
import { exchangeForm } from '../../../server/test/support/app.ts';
import { createClock, type TestClock } from '../../../server/test/support/clock.ts';
import { startKeyServer } from '../../../server/test/support/key-server.ts';
import { listen } from '../../../server/test/support/listen.ts';
import { Site } from '../../../server/test/support/site.ts';
import { StrictApp } from '../support/upstream.ts';
import type { GatewayProcess } from './start-process.ts';

/** An app behind gateways that are processes of their own, and a site that talks to them. */
export interface TestApp {
  readonly app: StrictApp;
  readonly site: Site;
  /** Of the site's tokens. It stands still, and the processes have real ones. */
  readonly clock: TestClock;
  /** What every gateway in front of it needs. */
  readonly place: { readonly upstream: string; readonly keyServer: string };
  /** A lifecycle call of the site. @returns its status; `undefined` when the connection ended before a response */
  readonly call: (
    gateway: GatewayProcess,
    event: LifecycleEvent,
    token?: string,
  ) => Promise<number | undefined>;
  /** Exchanges a context token for a session at a gateway. @returns the response */
  readonly exchange: (gateway: GatewayProcess, secret?: string) => Promise<Response>;
}

/** The public address of the app. No request goes there. */
const BASE_URL = 'https://app.example.com';

export async function startApp(): Promise<TestApp> {
  const clock = createClock();
  const keyServer = await startKeyServer();
  const app = new StrictApp(clock);
  app.baseUrl = BASE_URL;
  const upstream = await listen(createServer(app.listener));
  onTestFinished(async () => {
    await Promise.all([upstream.close(), keyServer.close()]);
  });
  const site = new Site({
    clientKey: 'tenant-a',
    appKey: 'issue-panel',
    baseUrl: BASE_URL,
    clock,
    signingKey: keyServer,
  });
  return {
    app,
    site,
    clock,
    place: { upstream: upstream.origin, keyServer: keyServer.origin },
    async call({ origin }, event, token) {
      const authorization = `JWT ${token ?? (await site.lifecycleToken(`/${event}`))}`;
      const request = {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(site.lifecycleBody(event)),
      };
      return fetch(`${origin}/${event}`, request).then(
        ({ status }) => status,
        () => undefined,
      );
    },
    async exchange({ origin }, secret = site.secret) {
      const body = new URLSearchParams(exchangeForm(site.context({ secret })));
      return fetch(`${origin}/authbeat/session`, { method: 'POST', body });
    },
  };
}

/** The URL of a new SQLite file, which is removed when the test ends. */
export function newSqliteStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-gateway-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, 'store.db')}`;
}

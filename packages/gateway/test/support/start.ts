import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LifecycleEvent } from '@authbeat/core';
import { memoryStore } from '@authbeat/server/memory';
import { onTestFinished } from 'vitest';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/index.ts';
import { createClock, type TestClock } from '../../../server/test/support/clock.ts';
import { startKeyServer } from '../../../server/test/support/key-server.ts';
import { listen } from '../../../server/test/support/listen.ts';
import { Site } from '../../../server/test/support/site.ts';
import { StrictApp } from './upstream.ts';

/** A gateway on a real socket, in front of an app on another. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly app: StrictApp;
  readonly clock: TestClock;
  readonly baseUrl: string;
  readonly upstreamUrl: string;
  readonly sessionKey: string;
  readonly site: (clientKey?: string) => Site;
  readonly installedSite: (clientKey?: string) => Promise<Site>;
  /** A lifecycle call of a site, at the app's own path. */
  readonly call: (site: Site, event: LifecycleEvent) => Promise<Response>;
  readonly get: (url: string, headers?: Record<string, string>) => Promise<Response>;
  readonly post: (path: string, form: Record<string, string>) => Promise<Response>;
  /** What the recovery document does: a fresh token and the stale URL in, the URL with a ticket out. */
  readonly recover: (site: Site, url: string) => Promise<string>;
}

export type TestGatewayOptions = Partial<Omit<GatewayOptions, 'server'>> & {
  readonly server?: Partial<GatewayOptions['server']>;
  /** In place of the strict app, except for the descriptor and lifecycle calls. */
  readonly respond?: RequestListener;
  /** Accepts upgrades in the place of the app. */
  readonly acceptUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

export async function startGateway({
  server,
  respond,
  acceptUpgrade,
  ...options
}: TestGatewayOptions = {}): Promise<TestGateway> {
  const clock = createClock();
  const keyServer = await startKeyServer();
  const app = new StrictApp(clock);
  const upstreamServer = createServer((request, response) => {
    const isOwn = /^\/(atlassian-connect\.json|(un)?installed|(en|dis)abled)$/.test(request.url ?? '');
    if (respond && !isOwn) respond(request, response);
    else app.listener(request, response);
  });
  if (acceptUpgrade) upstreamServer.on('upgrade', acceptUpgrade);
  const upstream = await listen(upstreamServer);
  const sessionKey = randomBytes(48).toString('base64');
  const gateway = createGateway({
    upstream: upstream.origin,
    qshOrder: 'raw',
    ...options,
    server: {
      sessionKeys: [sessionKey],
      store: memoryStore({ now: () => clock.now() }),
      installKeyServers: [keyServer.origin],
      now: () => clock.now(),
      ...server,
    },
  });
  const front = await listen(createServer(gateway.onRequest).on('upgrade', gateway.onUpgrade));
  app.baseUrl = front.origin;
  await gateway.open();
  onTestFinished(async () => {
    await Promise.all([front.close(), upstream.close(), keyServer.close()]);
    await gateway.close();
  });
  const baseUrl = front.origin;
  const site = (clientKey = 'tenant-a'): Site =>
    new Site({ clientKey, appKey: 'issue-panel', baseUrl, clock, signingKey: keyServer });
  const call: TestGateway['call'] = async (from, event) => {
    const isSigned = event === 'installed' || event === 'uninstalled';
    const token = isSigned ? await from.lifecycleToken(`/${event}`) : from.bound('POST', `/${event}`);
    return fetch(`${baseUrl}/${event}`, {
      method: 'POST',
      headers: { authorization: `JWT ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(from.lifecycleBody(event)),
    });
  };
  const post: TestGateway['post'] = async (path, form) =>
    fetch(baseUrl + path, { method: 'POST', body: new URLSearchParams(form) });
  return {
    gateway,
    app,
    clock,
    baseUrl,
    upstreamUrl: upstream.origin,
    sessionKey,
    site,
    call,
    post,
    async installedSite(clientKey) {
      const installed = site(clientKey);
      const response = await call(installed, 'installed');
      if (response.status !== 204) throw new Error(`installed: ${response.status} ${await response.text()}`);
      return installed;
    },
    get: async (url, headers = {}) => fetch(baseUrl + url, { headers, redirect: 'manual' }),
    async recover(from, url) {
      const response = await post('/authbeat/recovery', { subject_token: from.context(), url });
      return ((await response.json()) as { url: string }).url;
    },
  };
}

import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { APP_KEY, exchangeForm } from '../support/app.ts';
import { startKeyServer } from '../support/key-server.ts';
import { Site } from '../support/site.ts';
import type { NodeSettings, StoreSettings } from './settings.ts';

/** The public address of the app: these tests are the load balancer themselves. */
const BASE_URL = 'http://app.localhost';

/** Several processes that serve one app. */
export interface Cluster {
  /** Where each node listens. */
  readonly origins: readonly string[];
  /** Ids of the processes that still run. */
  readonly alive: () => readonly number[];
  /** A site that has not installed the app yet. */
  readonly newSite: () => Site;
  /** Exchanges a context token of the site for a session, at one node. */
  readonly signIn: (site: Site, origin: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function startCluster(store: StoreSettings): Promise<Cluster> {
  const keyServer = await startKeyServer();
  const sessionKey = randomBytes(48).toString('base64');
  const settings = { appKey: APP_KEY, baseUrl: BASE_URL, sessionKey, keyServer: keyServer.origin, store };
  const nodes = await Promise.all([1, 2, 3].map(async () => startNode(settings)));
  return {
    origins: nodes.map(({ origin }) => origin),
    alive: () =>
      nodes.flatMap(({ process }) => (process.exitCode === null && process.pid ? [process.pid] : [])),
    newSite: () =>
      new Site({
        clientKey: `tenant-${randomBytes(4).toString('hex')}`,
        appKey: APP_KEY,
        baseUrl: BASE_URL,
        clock: { now: Date.now, pass: () => undefined },
        signingKey: keyServer,
      }),
    async signIn(site, origin) {
      const form = new URLSearchParams(exchangeForm(site.context()));
      const response = await fetch(`${origin}/authbeat/session`, { method: 'POST', body: form });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    async close() {
      await Promise.all(nodes.map(async ({ process }) => endProcess(process)));
      await keyServer.close();
    },
  };
}

async function startNode(settings: NodeSettings): Promise<{ process: ChildProcess; origin: string }> {
  const process = fork(new URL('node.ts', import.meta.url), [JSON.stringify(settings)], {
    execArgv: ['--conditions=authbeat-source'],
  });
  const [origin] = (await Promise.race([
    once(process, 'message'),
    once(process, 'exit').then(() => Promise.reject(new Error('The node ended before it listened.'))),
  ])) as [string];
  return { process, origin };
}

async function endProcess(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  const ended = once(process, 'exit');
  process.disconnect();
  await ended;
}

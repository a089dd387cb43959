import { randomBytes } from 'node:crypto';
import { APP_KEY, exchangeForm } from '../support/app.ts';
import { startKeyServer } from '../support/key-server.ts';
import { eventually } from '../../src/testing/stores/helpers.ts';
import { Site } from '../support/site.ts';
import { startNode, type ClusterNode } from './start-node.ts';
import type { AppSettings, NodeSettings, StoreSettings } from './settings.ts';

/** The public address of the app: these tests are the load balancer themselves. */
const BASE_URL = 'http://app.localhost';

/** How long a site tries to install the app, in seconds. */
const PATIENCE = 60;

/** Several processes that serve one app. */
export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  /** Where each node listens. */
  readonly origins: readonly string[];
  /** Ids of the processes that still run. */
  readonly alive: () => readonly number[];
  /** A site that has not installed the app yet. */
  readonly newSite: () => Site;
  /** A site that has installed the app, at the first node. */
  readonly installedSite: () => Promise<Site>;
  /** Exchanges a context token of the site for a session, at one node. */
  readonly signIn: (site: Site, origin: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/**
 * @param stores how each node reaches the store; there are as many nodes
 * @param start starts a node: by default a process of its own
 */
export async function startCluster(
  stores: readonly StoreSettings[],
  options: Pick<AppSettings, 'staleWhileError' | 'storeTimeout'>,
  start: (settings: NodeSettings) => Promise<ClusterNode> = startNode,
): Promise<Cluster> {
  const keyServer = await startKeyServer();
  const sessionKey = randomBytes(48).toString('base64');
  const app = { ...options, appKey: APP_KEY, baseUrl: BASE_URL, sessionKey, keyServer: keyServer.origin };
  const nodes = await Promise.all(stores.map(async (store) => start({ ...app, store })));
  const newSite = (): Site =>
    new Site({
      clientKey: `tenant-${randomBytes(4).toString('hex')}`,
      appKey: APP_KEY,
      baseUrl: BASE_URL,
      clock: { now: Date.now, pass: () => undefined },
      signingKey: keyServer,
    });
  return {
    nodes,
    get origins() {
      return nodes.map(({ origin }) => origin);
    },
    alive: () => nodes.flatMap(({ pid }) => pid ?? []),
    newSite,
    async installedSite() {
      const site = newSite();
      // A busy machine may need more than one attempt, and a host repeats a call that gets 503.
      await eventually(async () => {
        const { status } = await site.call('installed', { origin: nodes[0]?.origin ?? '' });
        if (status !== 204) throw new Error(`installed: ${status}`);
      }, PATIENCE);
      return site;
    },
    async signIn(site, origin) {
      const form = new URLSearchParams(exchangeForm(site.context()));
      const response = await fetch(`${origin}/authbeat/session`, { method: 'POST', body: form });
      return ((await response.json()) as { access_token: string }).access_token;
    },
    async close() {
      await Promise.all(nodes.map(async (node) => node.close()));
      await keyServer.close();
    },
  };
}

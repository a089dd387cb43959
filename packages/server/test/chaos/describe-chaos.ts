import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/test/inspect/random.ts';
import { startCluster, type Cluster } from '../cluster/cluster.ts';
import type { NodeSettings, StoreSettings } from '../cluster/settings.ts';
import type { ClusterNode } from '../cluster/start-node.ts';
import type { Database } from '../stores/servers/database.ts';
import { startProxy, type Proxy } from '../stores/servers/proxy.ts';
import type { Site } from '../support/site.ts';
import type { ChaosFault } from './faults.ts';
import { createOracle } from './oracle.ts';
import { findFailures, putLoad, replayUsed } from './put-load.ts';

/** To repeat a failure or to try others: `AUTHBEAT_SEED=$RANDOM npm run test:long -- chaos`. */
const SEED = Number(process.env['AUTHBEAT_SEED'] ?? 1);
const NODES = 3;
/** What the nodes of these tests are set to, in seconds. */
const STALE_WHILE_ERROR = 1;
/** Within this time every node knows of a sign-out, in milliseconds. */
const KNOWN_WITHIN_MS = 2000;
/** A request makes at most three calls of the store, of 1 s each; the rest is for the nodes themselves. */
const BOUND_MS = 5000;
/** How long to wait for what must happen, in milliseconds: a busy machine needs several times as long as an idle one. */
const PATIENCE = { timeout: 60_000, interval: 100 };
/** What a response may be, whatever is broken; `lost` if a node was killed. */
const ORDERLY = / (200|204|401|503|lost)$/;

/** How a run goes. */
export interface ChaosPlan {
  /** Starts a node: by default a process of its own. */
  readonly start?: (settings: NodeSettings) => Promise<ClusterNode>;
  /** How long the load runs before the fault, in milliseconds. */
  readonly beforeMs?: number;
  /** How long the fault lasts at least, in milliseconds. */
  readonly faultMs?: number;
}

/** Defines the tests of three nodes on one database while it, the network and the nodes fail under a load. */
export function describeChaos(
  database: () => Database,
  storeOf: (database: Database) => StoreSettings,
  faults: readonly ChaosFault[],
  { start, beforeMs = 1000, faultMs = 3000 }: ChaosPlan = {},
): void {
  let cluster: Cluster;
  let proxies: readonly Proxy[];
  let site: Site;

  beforeAll(async () => {
    proxies = await Promise.all(Array.from({ length: NODES }, async () => startProxy(database().address)));
    const stores = proxies.map((proxy) => storeOf({ ...database(), proxy }));
    cluster = await startCluster(stores, { staleWhileError: STALE_WHILE_ERROR, storeTimeout: 1 }, start);
    site = await cluster.installedSite();
  }, 180_000);
  afterAll(async () => {
    await cluster.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  describe(`while a load runs (seed ${SEED})`, () => {
    it.each(faults)('$name', { timeout: 240_000 }, async (fault) => {
      const random = createRandom(SEED);
      const oracle = createOracle();
      const graceMs = KNOWN_WITHIN_MS + (fault.isCut ? STALE_WHILE_ERROR * 1000 : 0);
      const settings = { cluster, site, oracle, random, graceMs };
      const expectHealth = async (): Promise<void> => {
        await expect.poll(async () => findFailures(settings), PATIENCE).toEqual([]);
      };
      const findHidden = (): readonly string[] =>
        (fault.shows ?? []).filter((outcome) => !oracle.outcomes().has(outcome));
      await expectHealth();

      const processes = cluster.alive();
      const load = putLoad(settings);
      await pause(beforeMs);
      const end = await fault.begin({ cluster, proxies, database: database(), random });
      await pause(faultMs + random.below((2 * faultMs) / 3));
      await expect.poll(findHidden, PATIENCE).toEqual([]);
      await end();
      await expectHealth();
      // Nodes that were cut off know by now what they missed.
      await pause(KNOWN_WITHIN_MS);
      await load.stop();
      await replayUsed(settings, 20);

      const { wrong, outcomes, slowestMs } = oracle.report();
      expect(wrong).toEqual([]);
      expect(slowestMs).toBeLessThan(BOUND_MS);
      expect([...outcomes.keys()].filter((outcome) => !ORDERLY.test(outcome))).toEqual([]);
      expect(oracle.ended(performance.now())).not.toEqual([]);
      expect(cluster.alive().filter((pid) => !processes.includes(pid))).toHaveLength(fault.restarts ?? 0);
    });
  });
}

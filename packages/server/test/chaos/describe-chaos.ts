import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../core/test/inspect/random.ts';
import { startCluster, type Cluster } from '../cluster/cluster.ts';
import type { StoreSettings } from '../cluster/settings.ts';
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
/** A request makes at most three calls of the store, of 1 s each; the rest is for a busy machine. */
const BOUND_MS = 5000;
/** Within this time everything works again, in milliseconds. */
const HEALED_WITHIN_MS = 15_000;
/** What a response may be, whatever is broken; `lost` if a node was killed. */
const ORDERLY = / (200|204|401|503|lost)$/;

/** Defines the tests of three nodes on one database while it, the network and the nodes fail under a load. */
export function describeChaos(
  database: () => Database,
  storeOf: (database: Database) => StoreSettings,
  faults: readonly ChaosFault[],
): void {
  let cluster: Cluster;
  let proxies: readonly Proxy[];
  let site: Site;

  beforeAll(async () => {
    proxies = await Promise.all(Array.from({ length: NODES }, async () => startProxy(database().address)));
    const stores = proxies.map((proxy) => storeOf({ ...database(), proxy }));
    cluster = await startCluster(stores, { staleWhileError: STALE_WHILE_ERROR });
    site = cluster.newSite();
    await site.call('installed', { origin: cluster.origins[0] ?? '' });
  }, 60_000);
  afterAll(async () => {
    await cluster.close();
    await Promise.all(proxies.map(async (proxy) => proxy.close()));
  });

  describe(`while a load runs (seed ${SEED})`, () => {
    it.each(faults)('$name', { timeout: 60_000 }, async (fault) => {
      const random = createRandom(SEED);
      const oracle = createOracle();
      const graceMs = KNOWN_WITHIN_MS + (fault.isCut ? STALE_WHILE_ERROR * 1000 : 0);
      const settings = { cluster, site, oracle, random, graceMs };
      expect(await findFailures(settings)).toEqual([]);

      const processes = cluster.alive();
      const load = putLoad(settings);
      await pause(1000);
      const end = await fault.begin({ cluster, proxies, database: database(), random });
      await pause(3000 + random.below(2000));
      await end();
      const healing = { timeout: HEALED_WITHIN_MS, interval: 100 };
      await expect.poll(async () => findFailures(settings), healing).toEqual([]);
      // Nodes that were cut off know by now what they missed.
      await pause(KNOWN_WITHIN_MS);
      await load.stop();
      await replayUsed(settings, 20);

      const { wrong, outcomes, slowestMs } = oracle.report();
      expect(wrong).toEqual([]);
      expect(slowestMs).toBeLessThan(BOUND_MS);
      expect([...outcomes.keys()].filter((outcome) => !ORDERLY.test(outcome))).toEqual([]);
      expect(oracle.ended(performance.now())).not.toEqual([]);
      expect((fault.shows ?? []).filter((outcome) => !outcomes.has(outcome))).toEqual([]);
      expect(cluster.alive().filter((pid) => !processes.includes(pid))).toHaveLength(fault.restarts ?? 0);
    });
  });
}

import type { Random } from '../../../core/test/inspect/random.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Database } from '../stores/servers/database.ts';
import type { Proxy } from '../stores/servers/proxy.ts';

/** What a fault may act on. */
export interface FaultTarget {
  readonly cluster: Cluster;
  /** One between each node and the database. */
  readonly proxies: readonly Proxy[];
  readonly database: Database;
  readonly random: Random;
}

/** What goes wrong while a load runs. */
export interface ChaosFault {
  readonly name: string;
  /** Begins it. @returns what ends it */
  readonly begin: (target: FaultTarget) => Promise<() => Promise<void> | void>;
  /** Responses that show that the fault has an effect, such as `webhook 503`. */
  readonly shows?: readonly string[];
  /** Whether nodes cannot reach the database, so that sessions count for `staleWhileError` longer. */
  readonly isCut?: boolean;
  /** How many processes it ends and starts again. */
  readonly restarts?: number;
}

/** The faults of networks, processes and clocks, which are the same for every database. */
export const COMMON_FAULTS: readonly ChaosFault[] = [
  {
    name: 'the database is killed and started again',
    shows: ['webhook 503'],
    isCut: true,
    async begin({ database }) {
      await database.server?.kill();
      return async () => database.server?.start();
    },
  },
  {
    name: 'a node is killed and started again',
    shows: ['api lost'],
    restarts: 1,
    async begin({ cluster, random }) {
      const node = random.pick(cluster.nodes);
      await node.kill();
      return async () => node.start();
    },
  },
  {
    name: 'one node is cut off from the database',
    shows: ['webhook 503'],
    isCut: true,
    async begin({ proxies, random }) {
      const proxy = random.pick(proxies);
      proxy.cut();
      return () => proxy.restore();
    },
  },
  {
    name: 'the packets of two nodes are lost',
    shows: ['webhook 503'],
    isCut: true,
    async begin({ proxies, random }) {
      const lost = random.shuffle(proxies).slice(1);
      for (const proxy of lost) proxy.swallow();
      return () => {
        for (const proxy of lost) proxy.restore();
      };
    },
  },
  {
    name: 'the responses of the database do not arrive',
    shows: ['webhook 503'],
    isCut: true,
    async begin({ proxies }) {
      for (const proxy of proxies) proxy.hold();
      return () => {
        for (const proxy of proxies) proxy.restore();
      };
    },
  },
  {
    name: 'the disk is slow',
    async begin({ proxies, random }) {
      for (const proxy of proxies) proxy.delay(50 + random.below(200));
      return () => {
        for (const proxy of proxies) proxy.delay(0);
      };
    },
  },
  {
    name: 'the disk is too slow for the timeout of the store',
    shows: ['webhook 503'],
    isCut: true,
    async begin({ proxies }) {
      for (const proxy of proxies) proxy.delay(1500);
      return () => {
        for (const proxy of proxies) proxy.delay(0);
      };
    },
  },
  {
    name: 'the clocks of two nodes jump, one ahead and one back',
    shows: ['webhook 401'],
    async begin({ cluster, random }) {
      const [ahead, back] = random.shuffle(cluster.nodes);
      ahead?.setClock(2 * 86_400_000);
      back?.setClock(-600_000);
      return () => {
        ahead?.setClock(0);
        back?.setClock(0);
      };
    },
  },
];

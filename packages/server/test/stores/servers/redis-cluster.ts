import { Redis } from 'ioredis';
import { eventually } from '../../../src/testing/stores/helpers.ts';
import { startRedis } from './redis.ts';
import { findFreePort } from '../../support/free-port.ts';
import type { Server } from './server.ts';

const MASTERS = 3;
const SLOTS = 16_384;
/** In seconds. */
const PATIENCE = 60;

/** A Redis Cluster of three masters, each with a replica. */
export interface RedisCluster {
  /** The masters first, and their replicas in the same order. */
  readonly servers: readonly Server[];
  readonly remove: () => Promise<void>;
}

export async function startRedisCluster(program: string): Promise<RedisCluster> {
  // Another process may take a port between its choice and its use, so a start is repeated with other ports.
  const started = await Promise.all(
    Array.from({ length: 2 * MASTERS }, async () => eventually(async () => startMember(program), PATIENCE)),
  );

  const [first] = started;
  for (const [index, { server, busPort, admin }] of started.entries()) {
    await first?.admin.call('CLUSTER', 'MEET', '127.0.0.1', server.port, busPort);
    if (index >= MASTERS) continue;
    const bounds = [index, index + 1].map((part) => Math.round((part * SLOTS) / MASTERS));
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', bounds[0] ?? 0, (bounds[1] ?? 0) - 1);
  }
  for (const [index, { admin }] of started.entries()) {
    const master = started[index - MASTERS];
    // It does not know the master before they have gossiped.
    if (master) await eventually(async () => admin.call('CLUSTER', 'REPLICATE', master.id), PATIENCE);
  }
  await eventually(async () => {
    for (const { admin } of started) {
      const info = await admin.cluster('INFO');
      const nodes = String(await admin.cluster('NODES'));
      const replicas = nodes.match(/slave/g)?.length;
      if (!info.includes('cluster_state:ok') || replicas !== MASTERS)
        throw new Error('The cluster is not ready.');
    }
  }, PATIENCE);
  for (const { admin } of started) admin.disconnect();
  return {
    servers: started.map(({ server }) => server),
    async remove() {
      await Promise.all(started.map(async ({ server }) => server.remove()));
    },
  };
}

async function startMember(program: string) {
  // By default it is the port plus 10 000, which may be none.
  const busPort = await findFreePort();
  const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '3000'];
  const server = await startRedis(program, [...options, '--cluster-port', String(busPort)]);
  const admin = new Redis({ port: server.port });
  admin.on('error', () => {});
  return { server, busPort, admin, id: await admin.cluster('MYID') };
}

import { execFileSync } from 'node:child_process';
import { Redis } from 'ioredis';
import type { Database } from '../stores/servers/database.ts';
import { unprivileged } from '../stores/servers/find-program.ts';
import type { ChaosFault } from './faults.ts';

/** The faults of Redis itself. */
export const REDIS_FAULTS: readonly ChaosFault[] = [
  {
    name: 'the server has too many clients, and ends the subscriptions',
    async begin({ database }) {
      const admin = connect(database);
      await admin.config('SET', 'maxclients', '1');
      await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      return async () => {
        await admin.config('SET', 'maxclients', '10000');
        admin.disconnect();
      };
    },
  },
  {
    name: 'the memory is full',
    shows: ['webhook 503'],
    async begin({ database }) {
      const admin = connect(database);
      await admin.config('SET', 'maxmemory', '1mb');
      return async () => {
        await admin.config('SET', 'maxmemory', '0');
        admin.disconnect();
      };
    },
  },
  {
    name: 'the disk is full',
    shows: ['webhook 503'],
    async begin({ database }) {
      const admin = connect(database);
      // With `always`, Redis ends when the disk is full, which is a fault of its own.
      await admin.config('SET', 'appendfsync', 'everysec');
      limitFiles(database, '1');
      return async () => {
        limitFiles(database, 'unlimited');
        await admin.config('SET', 'appendfsync', 'always');
        admin.disconnect();
      };
    },
  },
];

function connect({ address, login }: Database): Redis {
  const client = new Redis({ ...login, ...address });
  client.on('error', () => {});
  return client;
}

/** Sets how long files of the server may become, in bytes. Its owner may do so. */
function limitFiles({ server }: Database, bytes: string): void {
  if (!server?.pid) throw new Error('Only the disk of a server of the test itself can be full.');
  execFileSync('prlimit', ['--pid', String(server.pid), `--fsize=${bytes}:`], unprivileged());
}

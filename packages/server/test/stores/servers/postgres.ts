import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client, type PoolConfig } from 'pg';
import type { Database, DatabaseKind } from './database.ts';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

/** Fast; and a server that was killed leaves nothing behind that keeps it from starting again. */
export const POSTGRES_SETTINGS = '-c fsync=off -c shared_memory_type=mmap -c dynamic_shared_memory_type=mmap';

const program = findProgram('postgres');
const initdb = findProgram('initdb');

export const POSTGRES: DatabaseKind = {
  name: 'PostgreSQL',
  variable: 'AUTHBEAT_TEST_POSTGRES_URL',
  ...(program && initdb && { start: () => startPostgres(program, initdb) }),
};

/** How to reach a database through its proxy. */
export function postgresConfig({ proxy, login }: Database): PoolConfig {
  const { username = 'authbeat', password } = login;
  return { host: '127.0.0.1', port: proxy.port, user: username, password, database: 'postgres' };
}

/** Starts a server that keeps what was written through a kill. */
export function startPostgres(program: string, initdb: string): Promise<Server> {
  return startServer({
    program,
    // The backends of a postmaster that gets SIGKILL go on for a while.
    killSignal: 'SIGQUIT',
    prepare: (folder, as) => {
      const options = [
        '-D',
        join(folder, 'data'),
        '-U',
        'authbeat',
        '-A',
        'trust',
        '-E',
        'UTF8',
        '--no-sync',
      ];
      execFileSync(initdb, options, { ...as, cwd: folder, stdio: 'ignore' });
    },
    argumentsFor: (folder, port) =>
      `-D ${join(folder, 'data')} -h 127.0.0.1 -p ${port} -k ${folder} ${POSTGRES_SETTINGS}`.split(' '),
    ping: pingPostgres,
  });
}

/** Rejects while no server responds at a port. */
export async function pingPostgres(port: number): Promise<void> {
  const address = { host: '127.0.0.1', port, user: 'authbeat', database: 'postgres' };
  const client = new Client({ ...address, connectionTimeoutMillis: 1000 });
  client.on('error', () => {});
  await client.connect();
  await client.end();
}

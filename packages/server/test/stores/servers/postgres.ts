import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

const program = findProgram('postgres');
const initdb = findProgram('initdb');

/** Whether a server of one's own can be started. */
export const canStartPostgres = program !== undefined && initdb !== undefined;

/** The user and database of every server that is started here. */
export const POSTGRES_LOGIN = { user: 'authbeat', database: 'postgres', host: '127.0.0.1' };

/** Fast; and a server that was killed leaves nothing behind that keeps it from starting again. */
const SETTINGS = '-c fsync=off -c shared_memory_type=mmap -c dynamic_shared_memory_type=mmap';

/** Starts PostgreSQL. */
export function startPostgres(): Promise<Server> {
  if (!program || !initdb) throw new Error('PostgreSQL is not installed.');
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
      `-D ${join(folder, 'data')} -h 127.0.0.1 -p ${port} -k ${folder} ${SETTINGS}`.split(' '),
    ping: async (port) => {
      const client = new Client({ ...POSTGRES_LOGIN, port, connectionTimeoutMillis: 1000 });
      client.on('error', () => {});
      await client.connect();
      await client.end();
    },
  });
}

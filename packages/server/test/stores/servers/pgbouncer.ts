import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { pingPostgres } from './postgres.ts';
import { startServer, type Server } from './server.ts';

/** Where the program is; absent if it is not installed. */
export const pgBouncerProgram = findProgram('pgbouncer');

/** Starts a PgBouncer in front of a database. */
export function startPgBouncer(
  program: string,
  mode: 'session' | 'transaction',
  address: { readonly host: string; readonly port: number },
): Promise<Server> {
  return startServer({
    program,
    killSignal: 'SIGKILL',
    prepare: (folder, _as, port) =>
      writeFileSync(
        join(folder, 'pgbouncer.ini'),
        `[databases]
           postgres = host=${address.host} port=${address.port} user=authbeat
           [pgbouncer]
           listen_addr = 127.0.0.1
           listen_port = ${port}
           unix_socket_dir =
           auth_type = any
           pool_mode = ${mode}`.replaceAll(/^ +/gm, ''),
      ),
    argumentsFor: (folder) => ['-q', join(folder, 'pgbouncer.ini')],
    ping: pingPostgres,
  });
}

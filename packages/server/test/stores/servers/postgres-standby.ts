import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { pingPostgres, POSTGRES_SETTINGS } from './postgres.ts';
import { startServer, type Server } from './server.ts';

/** Starts a standby of a server. It reads the changes from another port, that of a proxy to the same server. */
export function startStandby(primaryPort: number, replicationPort: number): Promise<Server> {
  const program = findProgram('postgres') ?? '';
  const backup = findProgram('pg_basebackup') ?? '';
  return startServer({
    program,
    killSignal: 'SIGQUIT',
    prepare: (folder, as) => {
      const data = join(folder, 'data');
      const options = `-h 127.0.0.1 -p ${primaryPort} -U authbeat -D ${data} --checkpoint=fast --no-sync`;
      execFileSync(backup, options.split(' '), { ...as, cwd: folder, stdio: 'ignore' });
      writeFileSync(join(data, 'standby.signal'), '');
    },
    argumentsFor: (folder, port) => [
      ...`-D ${join(folder, 'data')} -h 127.0.0.1 -p ${port} -k ${folder} ${POSTGRES_SETTINGS}`.split(' '),
      '-c',
      `primary_conninfo=host=127.0.0.1 port=${replicationPort} user=authbeat`,
    ],
    ping: pingPostgres,
  });
}

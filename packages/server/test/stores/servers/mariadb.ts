import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { DatabaseKind } from './database.ts';
import { findProgram } from './find-program.ts';
import { startServer, type Server } from './server.ts';

const program = findProgram('mariadbd');
const installer = findProgram('mariadb-install-db');

export const MARIADB: DatabaseKind = {
  name: 'MariaDB',
  variable: 'AUTHBEAT_TEST_MYSQL_URL',
  ...(program && installer && { start: () => startMariadb(program, installer) }),
};

/** Starts a server that lets everybody in, with a database `app`. */
async function startMariadb(server: string, install: string): Promise<Server> {
  return startServer({
    program: server,
    killSignal: 'SIGKILL',
    prepare: (folder, as) => {
      const options = ['--no-defaults', `--datadir=${join(folder, 'data')}`, '--skip-test-db'];
      execFileSync(install, [...options, '--auth-root-authentication-method=normal'], {
        ...as,
        cwd: folder,
        stdio: 'ignore',
      });
    },
    argumentsFor: (folder, port) => [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--socket=${join(folder, 'socket')}`,
      `--pid-file=${join(folder, 'pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-grant-tables',
    ],
    ping: async (port) => {
      const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
      await connection.query('CREATE DATABASE IF NOT EXISTS app');
      await connection.end();
    },
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../src/testing/stores/helpers.ts';
import { findFreePort } from '../../support/free-port.ts';
import { unprivileged } from './find-program.ts';

/** How long a server may take to start, in seconds. */
const PATIENCE = 60;

/** Runs a program for which a file that may not grow is an error, as a full disk is, and not the end. */
const IGNORE_FULL_DISK = `trap '' XFSZ; exec "$0" "$@"`;

/** A database server of a test. */
export interface Server {
  readonly port: number;
  /** The process; another one after each start. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it and removes its data. */
  remove(): Promise<void>;
}

/** How to run one kind of database. */
export interface ServerKind {
  readonly program: string;
  /** The signal that ends it at once, without a clean shutdown. */
  readonly killSignal: NodeJS.Signals;
  readonly argumentsFor: (folder: string, port: number) => readonly string[];
  /** Prepares the server's folder. */
  readonly prepare?: (folder: string, as: { uid?: number; gid?: number }, port: number) => void;
  /** Resolves when the server responds, rejects if it does not yet. */
  readonly ping: (port: number) => Promise<void>;
}

/** Starts a server on a free port, with its data in a temporary folder. */
export async function startServer(kind: ServerKind): Promise<Server> {
  const { program, killSignal, argumentsFor, prepare, ping } = kind;
  const as = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-server-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const port = await findFreePort();
  prepare?.(folder, as, port);
  let child: ChildProcess | undefined;

  const server: Server = {
    port,
    get pid() {
      return child?.pid;
    },
    async start() {
      const command = ['-c', IGNORE_FULL_DISK, program, ...argumentsFor(folder, port)];
      child = spawn('/bin/sh', command, { ...as, cwd: folder, stdio: 'ignore' });
      const { promise: died, reject } = Promise.withResolvers<never>();
      child.once('exit', () => reject(new Error(`${program} ended.`)));
      await Promise.race([eventually(() => ping(port), PATIENCE), died]);
      died.catch(() => {});
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(killSignal);
      await exited;
    },
    async remove() {
      await server.kill();
      rmSync(folder, { recursive: true, maxRetries: 10 });
    },
  };
  await server.start();
  return server;
}

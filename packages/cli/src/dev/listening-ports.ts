import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The state of a socket that listens, in `/proc/net/tcp` (Linux, `include/net/tcp_states.h`). */
const LISTEN = '0A';

/**
 * The TCP ports on which the processes of a process group listen, in ascending order. Reads `/proc` on Linux, and asks
 * `lsof` on macOS. Empty on other systems, and where neither can be read.
 */
export async function readListeningPorts(group: number): Promise<readonly number[]> {
  const ports = process.platform === 'linux' ? await readFromProc(group) : await readFromLsof(group);
  return [...new Set(ports)].toSorted((one, other) => one - other);
}

async function readFromProc(group: number): Promise<readonly number[]> {
  const sockets = await readSockets(group);
  if (sockets.size === 0) return [];
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readText));
  return tables
    .flatMap((table) => table.split('\n'))
    .flatMap((line) => {
      const [, address = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === LISTEN && sockets.has(`socket:[${inode}]`)
        ? [Number.parseInt(address.split(':')[1] ?? '', 16)]
        : [];
    });
}

/** The sockets of a process group, as the links of its file descriptors name them: `socket:[12345]`. */
async function readSockets(group: number): Promise<ReadonlySet<string>> {
  const processes = (await list('/proc')).filter((name) => /^\d+$/.test(name));
  const links = await Promise.all(
    processes.map(async (id) => {
      // The name of the program, in parentheses, may contain spaces and parentheses.
      const [, , member] = (await readText(`/proc/${id}/stat`)).split(') ').at(-1)?.split(' ') ?? [];
      if (Number(member) !== group) return [];
      const descriptors = await list(`/proc/${id}/fd`);
      return Promise.all(
        descriptors.map(async (descriptor) => readlink(`/proc/${id}/fd/${descriptor}`).catch(() => '')),
      );
    }),
  );
  return new Set(links.flat().filter((link) => link.startsWith('socket:')));
}

async function readFromLsof(group: number): Promise<readonly number[]> {
  const args = ['-nP', '-a', '-g', String(group), '-iTCP', '-sTCP:LISTEN', '-Fn'];
  // Its exit code is 1 when it finds nothing.
  const { stdout } = await promisify(execFile)('lsof', args).catch(() => ({ stdout: '' }));
  return parseLsof(stdout);
}

/** Reads the ports in the output of `lsof -Fn`, which names a socket by a line such as `n127.0.0.1:3000`. */
export function parseLsof(output: string): readonly number[] {
  return [...output.matchAll(/^n.*:(\d+)$/gm)].map(([, port]) => Number(port));
}

/** A process may end meanwhile, and those of other users cannot be read. */
async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function list(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

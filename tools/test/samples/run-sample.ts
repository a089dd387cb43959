import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../repository.ts';

/** A sample that runs in a process of its own. */
export interface RunningSample {
  readonly port: number;
  /** What the process has written to stderr. */
  readonly complaints: () => string;
  readonly stop: () => Promise<void>;
}

/** Runs a documented sample in an empty folder, until it listens. */
export async function runSample(code: string): Promise<RunningSample> {
  // Below node_modules, so that imports resolve as they do for the workspace itself.
  const folders = join(ROOT, 'node_modules/.cache/authbeat-samples');
  mkdirSync(folders, { recursive: true });
  const folder = mkdtempSync(join(folders, 'sample-'));
  const file = join(folder, 'sample.mjs');
  writeFileSync(file, stripTypeScriptTypes(code));
  const child = fork(file, {
    cwd: folder,
    silent: true,
    env: { ...process.env, SESSION_KEY: randomBytes(48).toString('base64'), NODE_ENV: 'production' },
    execArgv: [
      '--conditions=authbeat-source',
      `--import=${new URL('report-port.mjs', import.meta.url).href}`,
    ],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited])) as unknown[];
  if (!isReport(message)) {
    rmSync(folder, { recursive: true });
    throw new Error(`The sample does not start:\n${complaints}`);
  }
  return {
    port: message.port,
    complaints: () => complaints,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isReport(message: unknown): message is { readonly port: number } {
  return typeof message === 'object' && message !== null && 'port' in message;
}

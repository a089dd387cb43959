import { execFile } from 'node:child_process';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIN, runCli } from './fixtures/run-cli.ts';

const execute = promisify(execFile);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-bin-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the command in a Node that says it has another version. */
async function runAs(version: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const preload = join(folder, `${version}.cjs`);
  await writeFile(preload, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  const run = execute(process.execPath, ['--require', preload, BIN, '--version']);
  return run.then(
    (output) => ({ code: 0, ...output }),
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

describe('the authbeat command', () => {
  it('prints its version', async () => {
    const run = runCli(['--version']);
    const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    expect(await run.exit).toBe(0);
    expect(run.output().trim()).toBe((JSON.parse(manifest) as { version: string }).version);
  });

  it.each(['0.10.48', '8.17.0', '20.20.2', '22.12.0'])(
    'says in one sentence that Node %s is too old',
    async (version) => {
      expect(await runAs(version)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: `authbeat: This is Node ${version}, and authbeat needs Node 22.13 or later. Install it from https://nodejs.org and try again.\n`,
      });
    },
  );

  it.each(['22.13.0', '24.0.0'])('runs on Node %s', async (version) => {
    expect(await runAs(version)).toMatchObject({ code: 0, stderr: '' });
  });

  it('begins in syntax that every Node can read', async () => {
    const source = await readFile(BIN, 'utf8');
    await expect(transform(source, { target: 'es5', loader: 'js' })).resolves.toMatchObject({ warnings: [] });
    await expect(transform('const a = 1;', { target: 'es5' })).rejects.toThrow('not supported');
  });
});

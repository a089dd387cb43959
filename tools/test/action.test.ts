import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../repository.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly env: Readonly<Record<string, string>>; readonly run: string }[];
  };
}

const action = parse(await readFile(join(ROOT, 'action.yml'), 'utf8')) as Action;
const [step] = action.runs.steps;

let folder: string;
let app: Server;
let appUrl: string;

/** An app that accepts every installation. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-action-'));
  // In place of the published command, the one of this repository.
  const npx = join(folder, 'npx');
  const script = `#!/usr/bin/env bash\n[ "$1 $2" = "--yes authbeat@latest" ] || exit 99\nshift 2\n`;
  await writeFile(
    npx,
    `${script}exec '${process.execPath}' '${join(ROOT, 'packages/cli/bin/authbeat.cjs')}' "$@"\n`,
  );
  await chmod(npx, 0o755);
  app = createServer((request, response) => {
    const descriptor = {
      key: 'app',
      baseUrl: appUrl,
      authentication: { type: 'jwt' },
      lifecycle: { installed: '/installed' },
    };
    if (request.url === '/atlassian-connect.json') response.end(JSON.stringify(descriptor));
    else response.writeHead(request.url === '/installed' ? 204 : 404).end();
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
});
afterEach(async () => {
  app.closeAllConnections();
  app.close();
  await rm(folder, { recursive: true });
});

/** Runs the step of the action as a runner does. */
async function run(
  inputs: Readonly<Record<string, string>>,
): Promise<{ code: number; outputs: string; log: string }> {
  const values: Record<string, string> = {};
  for (const [name, { default: usual }] of Object.entries(action.inputs))
    values[name] = inputs[name] ?? usual;
  const named = Object.entries(step?.env ?? {}).map(([name, expression]) => {
    const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)?.[1] ?? '';
    return [name, values[input]];
  });
  const outputFile = join(folder, 'outputs');
  const env = {
    ...process.env,
    ...(Object.fromEntries(named) as Record<string, string>),
    GITHUB_OUTPUT: outputFile,
    PATH: [folder, process.env['PATH']].join(delimiter),
  };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''];
  return new Promise((resolve) => {
    const child = execFile('bash', args, { cwd: folder, env }, (_, stdout, stderr) => {
      const log = stdout + stderr;
      void readFile(outputFile, 'utf8').then((outputs) =>
        resolve({ code: child.exitCode ?? -1, outputs, log }),
      );
    });
  });
}

describe('the GitHub action', () => {
  it('tests an app, writes the report, and fails as the command does', async () => {
    const descriptor = `${appUrl}/atlassian-connect.json`;
    const { code, outputs } = await run({ descriptor, only: 'signed-install' });
    expect(code).toBe(1);
    expect(outputs).toBe('report=authbeat-check.sarif\nexit-code=1\n');
    const report = JSON.parse(await readFile(join(folder, 'authbeat-check.sarif'), 'utf8')) as {
      version: string;
    };
    expect(report.version).toBe('2.1.0');
  });

  it('passes an app in which nothing failed', async () => {
    const { code, log } = await run({
      descriptor: `${appUrl}/atlassian-connect.json`,
      only: 'branding',
      apis: '/a\n/b',
    });
    expect(log).toContain('Nothing failed.');
    expect(code).toBe(0);
  });

  it('runs no command that is in an input', async () => {
    const hostile = '$(touch injected) `touch injected`; touch injected';
    const { code } = await run({ descriptor: hostile, only: hostile, apis: hostile, out: hostile });
    expect(code).toBe(2);
    await expect(readFile(join(folder, 'injected'))).rejects.toThrow('ENOENT');
  });

  it('puts every input into the environment, and none into the script', () => {
    expect(Object.values(step?.env ?? {}).toSorted()).toEqual(
      Object.keys(action.inputs)
        .map((name) => `\${{ inputs.${name} }}`)
        .toSorted(),
    );
    expect(step?.run).not.toContain('${{');
  });
});

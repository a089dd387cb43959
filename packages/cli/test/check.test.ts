import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@authbeat/scanner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP, findFreePorts, isRunning, runCli } from './fixtures/run-cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-check-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `authbeat check` against the fixture app, which accepts every installation. */
async function check(...args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const [port, appPort] = await findFreePorts();
  const own = ['--port', port, '--app-port', appPort, '--timeout', '2', ...args];
  const run = runCli(['check', ...own, '--', process.execPath, APP]);
  return { exitCode: await run.exit, output: run.output() };
}

async function checkAt(
  url: string,
  ...args: readonly string[]
): Promise<{ exitCode: number | null; output: string }> {
  const run = runCli(['check', url, ...args]);
  return { exitCode: await run.exit, output: run.output() };
}

describe.concurrent('authbeat check', () => {
  it('starts the app, tests it from outside, and exits with 1 when something failed', async () => {
    const { exitCode, output } = await check('--only', '1.4,branding');
    expect(output).toContain('tested from outside');
    expect(output).toMatch(/FAIL signed-install/);
    expect(output).toMatch(/ ok {2}branding/);
    expect(exitCode).toBe(1);
  });

  it('installs the app with --install', async () => {
    const { output } = await check('--install', '--only', 'branding');
    expect(output).toContain('tested from inside');
  });

  it('names the key server when the app refuses the installation, and exits with 2', async () => {
    const [port, appPort] = await findFreePorts();
    const options = [
      '--port',
      port,
      '--app-port',
      appPort,
      '--timeout',
      '2',
      '--install',
      '--only',
      'privilege',
    ];
    const run = runCli(['check', ...options, '--', process.execPath, APP], { REFUSES: 'yes' });
    expect(await run.exit).toBe(2);
    expect(run.output()).toContain('responded to "installed" with 401');
    expect(run.output()).toContain(`The app must trust the key server http://127.0.0.1:${port}/install-keys`);
  });

  it('exits with 0 when nothing failed', async () => {
    expect((await check('--only', 'branding', '--fail-on', 'warn')).exitCode).toBe(0);
  });

  it('does not fail for what the configuration accepts', async () => {
    const config = join(folder, 'accepted.json');
    const accepted = [
      { check: 'signed-install', url: '/installed', reason: 'a fixture', expires: '2099-01-01' },
    ];
    await writeFile(config, JSON.stringify({ accepted }));
    const { exitCode, output } = await check('--only', 'signed-install', '--config', config);
    expect(output).toContain('accepted until 2099-01-01');
    expect(exitCode).toBe(0);
  });

  it('writes the report to a file, and nothing else into it', async () => {
    const out = join(folder, 'report.json');
    const { exitCode, output } = await check('--only', 'branding', '--format', 'json', '--out', out);
    expect(exitCode).toBe(0);
    expect(output).toBe(
      `0 failed · 0 warnings · 0 not judged · 2 passed\nNothing failed.\nThe report is in ${out}.\n`,
    );
    const report = JSON.parse(await readFile(out, 'utf8')) as Report;
    expect(report.checks.map(({ id }) => id)).toEqual(['branding']);
  });

  it.for([
    [
      'an address where nothing listens',
      ['http://127.0.0.1:1/x'],
      'cannot be fetched from http://127.0.0.1:1/x. Nothing listens at this address.',
    ],
    ['an address that is none', ['nowhere'], 'must be an http or https URL'],
    ['a check that does not exist', ['http://127.0.0.1:1/x', '--only', 'hstss'], 'there is no check "hstss"'],
    ['a header that is none', ['http://127.0.0.1:1/x', '--header', 'secret-without-name'], 'Name: value'],
    ['an unknown option', ['http://127.0.0.1:1/x', '--no-such'], "unknown option '--no-such'"],
    ['a form that does not exist', ['http://127.0.0.1:1/x', '--format', 'pdf'], "argument 'pdf' is invalid"],
    ['a file without its base URL', ['atlassian-connect.json'], 'or a file with --base-url'],
    ['a file that is missing', ['none.json', '--base-url', 'http://127.0.0.1:1'], 'The file none.json'],
    [
      'an installation without the URL of the descriptor',
      ['atlassian-connect.json', '--base-url', 'http://127.0.0.1:1', '--install'],
      '--install needs the URL of the descriptor',
    ],
    [
      'a configuration that is missing',
      ['http://127.0.0.1:1/x', '--config', 'none.json'],
      'The file none.json (--config) cannot be read',
    ],
  ] as const)('exits with 2 and one clear message for %s', async ([, [url, ...args], message]) => {
    const { exitCode, output } = await checkAt(url, ...args);
    expect(output).toContain(message);
    expect(output).not.toMatch(/^\s+at /m);
    expect(output).not.toContain('secret-without-name');
    expect(exitCode).toBe(2);
  });

  it('tests the app of a descriptor file at its base URL', async () => {
    const [port, appPort] = await findFreePorts();
    const file = join(folder, 'descriptor.json');
    const descriptor = { key: 'fixture', baseUrl: '{{localBaseUrl}}', authentication: { type: 'jwt' } };
    await writeFile(file, JSON.stringify(descriptor));
    const options = ['--base-url', `http://127.0.0.1:${appPort}`, '--port', port, '--app-port', appPort];
    const run = runCli(['check', file, ...options, '--only', 'branding', '--', process.execPath, APP]);
    expect(await run.exit).toBe(0);
    expect(run.output()).toContain(`http://127.0.0.1:${appPort}, tested from outside`);
  });

  it('sends nothing to another origin that the descriptor names, unless it is allowed', async () => {
    const [port, appPort] = await findFreePorts();
    const other = 'http://127.0.0.1:1';
    const args = ['check', '--only', 'authentication', '--port', port, '--app-port', appPort];
    const start = ['--', process.execPath, APP];
    const refused = runCli([...args, ...start], { FIXTURE_BASE_URL: other });
    expect(await refused.exit).toBe(2);
    expect(refused.output()).toContain(`If that is the app, too: --allow-origin ${other}`);
    const allowed = runCli([...args, '--allow-origin', other, ...start], { FIXTURE_BASE_URL: other });
    expect(await allowed.exit).toBe(2);
    expect(allowed.output()).toContain('Nothing listens at this address.');
  });

  it.for(['SIGINT', 'SIGTERM'] as const)('ends on %s, and ends the app', async (signal) => {
    const [port, appPort] = await findFreePorts();
    const script = 'console.log("pid", process.pid); setInterval(() => {}, 1000)';
    const options = ['--port', port, '--app-port', appPort];
    const run = runCli(['check', ...options, '--', process.execPath, '-e', script]);
    await run.prints('pid ');
    const pid = Number(/pid (\d+)/.exec(run.output())?.[1]);
    expect(isRunning(pid)).toBe(true);
    run.kill(signal);
    expect(await run.exit).toBe(2);
    expect(run.output()).toContain('The check was stopped before the app responded.');
    expect(isRunning(pid)).toBe(false);
  });

  it('reports an app that ends before it responds', async () => {
    const [port, appPort] = await findFreePorts();
    const options = ['--port', port, '--app-port', appPort];
    const run = runCli(['check', ...options, '--', process.execPath, '-e', 'process.exit(3)']);
    expect(await run.exit).toBe(2);
    expect(run.output()).toContain('The app ended before it responded (exit code 3). See its output above.');
  });
});

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { APP, findFreePorts, isRunning, readAppState, runCli, type RunningCli } from './fixtures/run-cli.ts';

const NODE = process.execPath;

interface Setup {
  /** Runs `authbeat dev` on ports of its own. */
  readonly dev: (args: readonly string[], environment?: Record<string, string>) => RunningCli;
  readonly port: string;
  readonly appPort: string;
}

type OnTestFinished = (end: () => Promise<void>) => void;

/** Ports and a command for one test: the tests of this file run at the same time. */
async function setUp({ onTestFinished }: { onTestFinished: OnTestFinished }): Promise<Setup> {
  const [port, appPort] = await findFreePorts();
  const dev: Setup['dev'] = (args, environment = {}) => {
    const cli = runCli(['dev', '--port', port, '--app-port', appPort, ...args], environment);
    onTestFinished(async () => {
      cli.kill('SIGTERM');
      await cli.exit;
    });
    return cli;
  };
  return { dev, port, appPort };
}

describe.concurrent('authbeat dev', { timeout: 60_000 }, () => {
  it('starts the app, installs it, and prints where to look and what to try', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const run = dev(['--token-lifetime', '45', '--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain('Fix[2Jture is installed and enabled. Host tokens expire after 45 s.');
    expect(run.output()).toContain(`http://jira.localhost:${port}/browse/AB-1`);
    expect(run.output()).toContain(`http://jira.localhost:${port}/plugins/servlet/ac/fixture/board`);
    expect(run.output()).toContain('Open the issue, wait 60 s, click "Foo": its token has expired by then.');
    expect(await readAppState(appPort)).toMatchObject({
      installations: 1,
      AUTHBEAT_KEY_SERVER: `http://127.0.0.1:${port}/install-keys`,
      AUTHBEAT_BRIDGE_URL: `http://jira.localhost:${port}/atlassian-connect/all.js`,
    });
  });

  it.for(['SIGINT', 'SIGTERM'] as const)(
    'ends everything on %s: the exit code is 0',
    async (signal, context) => {
      const { dev, port, appPort } = await setUp(context);
      const run = dev([
        '--',
        'sh',
        '-c',
        `"${NODE}" "${APP}" & "${NODE}" -e "setInterval(() => {}, 1000)"; wait`,
      ]);
      await run.prints('Press Ctrl-C to stop.');
      const { pid } = await readAppState(appPort);
      run.kill(signal);
      expect(await run.exit).toBe(0);
      expect(isRunning(pid)).toBe(false);
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
      await expect(fetch(`http://127.0.0.1:${appPort}/`)).rejects.toThrow('fetch failed');
    },
  );

  it('ends an app that ignores SIGTERM', async (context) => {
    const { dev, appPort } = await setUp(context);
    const stubborn = `process.on('SIGTERM', () => {}); await import(${JSON.stringify(APP)});`;
    const run = dev(['--', NODE, '--input-type=module', '-e', stubborn]);
    await run.prints('Press Ctrl-C to stop.');
    const { pid } = await readAppState(appPort);
    run.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect(isRunning(pid)).toBe(false);
  });

  it('can be interrupted while it still waits for the app', async (context) => {
    const { dev } = await setUp(context);
    const run = dev(['--', NODE, '-e', 'console.log("up"); setInterval(() => {}, 1000)']);
    await run.prints('up');
    run.kill('SIGINT');
    expect(await run.exit).toBe(0);
  });

  it.for([
    ['--port', 'port'],
    ['--app-port', 'appPort'],
  ] as const)('names the port and the option when that of %s is taken', async ([option, name], context) => {
    const setup = await setUp(context);
    const taken = setup[name];
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(taken), '127.0.0.1', resolve));
    const run = setup.dev(['--', NODE, APP]);
    expect(await run.exit).toBe(1);
    expect(run.output()).toBe(
      `authbeat: Another process listens on port ${taken}. Choose another port with ${option}.\n`,
    );
    await new Promise((resolve) => other.close(resolve));
  });

  it('reports an app that ends before it responds', async (context) => {
    const { dev } = await setUp(context);
    const run = dev(['--', NODE, '-e', 'process.exit(7)']);
    expect(await run.exit).toBe(1);
    expect(run.output()).toBe(
      'authbeat: The app ended before it responded (exit code 7). See its output above.\n',
    );
  });

  it('reports an app that never responds', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--wait', '0.5', '--', NODE, '-e', 'setInterval(() => {}, 1000)']);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain(
      `No app responded at http://127.0.0.1:${appPort}/atlassian-connect.json within 0.5 s. Start the app, or wait longer with --wait.`,
    );
  });

  it('reports an app that refuses the installation', async (context) => {
    const { dev, port } = await setUp(context);
    const run = dev(['--', NODE, APP], { REFUSES: 'yes' });
    expect(await run.exit).toBe(1);
    expect(run.output()).toBe(
      'authbeat: The app "fixture" responded to "installed" with 401. ' +
        `The app must trust the key server http://127.0.0.1:${port}/install-keys (AUTHBEAT_KEY_SERVER).\n`,
    );
  });

  it('reports a command that does not exist', async (context) => {
    const { dev } = await setUp(context);
    const run = dev(['--', 'no-such-command-anywhere']);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain('"no-such-command-anywhere" cannot be started');
  });

  it('ends with the app, and fails if the app failed', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    await fetch(`http://127.0.0.1:${appPort}/exit`).catch(() => undefined);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain('The app ended: exit code 3.');
  });

  it('installs an app again after a restart', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--', 'sh', '-c', `"${NODE}" "${APP}"; sleep 0.3; exec "${NODE}" "${APP}"`]);
    await run.prints('Press Ctrl-C to stop.');
    const before = await readAppState(appPort);
    await fetch(`http://127.0.0.1:${appPort}/exit`).catch(() => undefined);
    await run.prints('The app restarted and was installed again.');
    const after = await readAppState(appPort);
    expect(after.pid).not.toBe(before.pid);
    expect(after.installations).toBe(1);
  });

  it('installs an app that runs already, and leaves it running', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const app = spawn(NODE, [APP], {
      env: { ...process.env, PORT: appPort, APP_URL: `http://127.0.0.1:${appPort}` },
      stdio: 'ignore',
    });
    const run = dev([`http://127.0.0.1:${appPort}/atlassian-connect.json`]);
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain(
      `The app must trust the key server http://127.0.0.1:${port}/install-keys.`,
    );
    run.kill('SIGINT');
    expect(await run.exit).toBe(0);
    expect((await readAppState(appPort)).installations).toBe(1);
    app.kill();
  });

  it('warns of a baseUrl that is not the address of the descriptor', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--', NODE, APP], { FIXTURE_BASE_URL: `http://localhost:${appPort}` });
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain(
      `The descriptor's baseUrl is http://localhost:${appPort}, but it was fetched from http://127.0.0.1:${appPort}.`,
    );
  });

  it('runs the command in --app-directory', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--app-directory', dirname(APP), '--', NODE, 'app.ts']);
    await run.prints('Press Ctrl-C to stop.');
    expect((await readAppState(appPort)).installations).toBe(1);
  });

  it('refuses to run where NODE_ENV is production', async (context) => {
    const { dev } = await setUp(context);
    const run = dev([], { NODE_ENV: 'production' });
    expect(await run.exit).toBe(1);
    expect(run.output()).toBe(
      'authbeat: The local host does not start when NODE_ENV is "production": it signs with development keys. Unset NODE_ENV for development.\n',
    );
  });

  it.for([
    [
      ['--port', '0'],
      "option '--port <number>' argument '0' is invalid. Give a whole number from 1 to 65535.",
    ],
    [['--token-lifetime', '-1'], "option '--token-lifetime <seconds>' argument '-1' is invalid."],
    [['--app-directory', '/no/such'], "argument '/no/such' is invalid. The directory does not exist."],
    [['--nonsense'], "unknown option '--nonsense'"],
    [['not an address'], '"not an address" is not a URL.'],
  ] as const)('refuses %s in a line', async ([args, sentence], context) => {
    const { dev } = await setUp(context);
    const run = dev(args);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain(sentence);
    expect(run.output()).not.toContain('    at ');
  });
});

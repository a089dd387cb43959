import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer as createHttpServer, get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { APP, findFreePorts, isRunning, readAppState, runCli, type RunningCli } from './fixtures/run-cli.ts';

const NODE = process.execPath;

const FILE_DESCRIPTOR = {
  key: 'fixture',
  name: 'From a file',
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
};

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

/** A file in a folder of its own. */
function writeTemporary(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'authbeat-dev-')), name);
  writeFileSync(file, text);
  return file;
}

/** Opens a page of the site, the first issue by default, as a browser would. */
async function readPage(port: string, path = '/browse/AB-1'): Promise<string> {
  const request = get({ host: '127.0.0.1', port, path, headers: { host: `jira.localhost:${port}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return readText(response);
}

describe.concurrent('authbeat dev', () => {
  it('starts the app, installs it, and prints where to look and what to try', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const run = dev(['--token-lifetime', '45', '--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain('Fix[2Jture is installed and enabled. Host tokens expire after 45 s.');
    expect(run.output()).toContain(`http://jira.localhost:${port}/browse/AB-1`);
    expect(run.output()).toContain(`http://jira.localhost:${port}/plugins/servlet/ac/fixture/board`);
    expect(run.output()).toContain('Open the issue, wait 56 s, click "Foo": its token has expired by then.');
    expect(await readAppState(appPort)).toMatchObject({
      installations: 1,
      AUTHBEAT_KEY_SERVER: `http://127.0.0.1:${port}/install-keys`,
      AUTHBEAT_BRIDGE_URL: `http://jira.localhost:${port}/atlassian-connect/all.js`,
    });
  });

  it.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
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

  it('ends the app when the reader of its output has gone', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--json', '--', NODE, APP]);
    await run.prints('"event":"installed"');
    const { pid } = await readAppState(appPort);
    await run.closeOutput();
    // Each request is a line of output. The proxy may end before it has responded.
    await fetch(`http://127.0.0.1:${appPort}/state`).catch(() => undefined);
    expect(await run.exit).toBe(0);
    expect(isRunning(pid)).toBe(false);
  });

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
    expect(run.output()).toContain(
      'authbeat: The app ended before it responded (exit code 7). See its output above.\n',
    );
  });

  it('reports an app that never responds', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--wait', '0.5', '--', NODE, '-e', 'setInterval(() => {}, 1000)']);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain(
      `No app responded at http://127.0.0.1:${appPort}/atlassian-connect.json within 0.5 s. Start the app, or give the URL of its descriptor: authbeat dev <descriptor>. To wait longer, use --wait.`,
    );
  });

  it('says first what it waits for and what the app must trust', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const run = dev([`http://127.0.0.1:${appPort}/atlassian-connect.json`]);
    await run.prints('anything else:');
    const lines = run.output();
    expect(lines).toContain(
      `Waiting up to 120 s for the app at http://127.0.0.1:${appPort}/atlassian-connect.json.`,
    );
    expect(lines).toContain(`key server  http://127.0.0.1:${port}/install-keys`);
    expect(lines).toContain(`CONNECT_KEYS_CDN_URL=http://127.0.0.1:${port}/install-keys`);
    expect(lines).toContain(`ATLASSIAN_CONNECT_PUBLICKEYBASEURL=http://127.0.0.1:${port}/install-keys`);
    expect(lines).toContain(
      `ATLASSIAN_CONNECT_ALLJSURL=http://jira.localhost:${port}/atlassian-connect/all.js`,
    );
    expect(lines).toMatch(/AUTHBEAT_DEV=\d+ APP_URL=/);
  });

  it('stays up when the app refuses the installation, says why, and installs it when it can', async (context) => {
    const { dev, port } = await setUp(context);
    const shell = `REFUSES=yes "${NODE}" "${APP}"; sleep 0.3; exec "${NODE}" "${APP}"`;
    const run = dev(['--', 'sh', '-c', shell]);
    await run.prints('Restart the app or open a page of the host');
    expect(run.output()).toContain(
      'The app is not installed: The app "fixture" responded to "installed" with 401. Its response begins: Who are you? …',
    );
    expect(run.output()).toContain('Likely cause: The app does not trust the key server of this host.');
    // The variables are set already: they are not repeated as a line to paste.
    expect(run.output()).not.toContain('CONNECT_KEYS_CDN_URL=');
    expect(run.output()).toContain('CONNECT_KEYS_CDN_URL (atlassian-connect-express)');
    expect(run.output()).toContain(
      'The app has not fetched the key from there, so it reads none of them. Make it read one, or start it with this line:',
    );
    expect(run.output()).toContain(`AUTHBEAT_KEY_SERVER=http://127.0.0.1:${port}/install-keys NODE_OPTIONS=`);
    await fetch(
      `http://127.0.0.1:${new URL(run.output().match(/http:\S+atlassian-connect\.json/)?.[0] ?? '').port}/exit`,
    ).catch(() => undefined);
    await run.prints('Press Ctrl-C to stop.');
  });

  it('does not blame the key server when the app has fetched the key', async (context) => {
    const { dev } = await setUp(context);
    const run = dev(['--', NODE, APP], { REFUSES: 'after-key' });
    await run.prints('Restart the app or open a page of the host');
    expect(run.output()).toContain('so it trusts the key server. It refuses for another reason');
    expect(run.output()).not.toContain('NODE_OPTIONS=');
  });

  it('installs the app again when its descriptor has changed, on the next page', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const run = dev(['--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    await fetch(`http://127.0.0.1:${appPort}/rename`);
    await readPage(port);
    await run.prints('The descriptor changed, and the app was installed again.');
    expect((await readAppState(appPort)).installations).toBe(2);
  });

  it('does not call a baseUrl that is not on this machine, unless it may', async (context) => {
    const { dev } = await setUp(context);
    const environment = { FIXTURE_BASE_URL: 'http://app.invalid' };
    const run = dev(['--', NODE, APP], environment);
    await run.prints('Restart the app or open a page of the host');
    expect(run.output()).toContain(
      'The baseUrl of the descriptor is http://app.invalid, which is not on this machine',
    );
    run.kill('SIGTERM');
    await run.exit;
    const allowed = dev(['--allow-remote', '--', NODE, APP], environment);
    await allowed.prints('No app responds at http://app.invalid.');
  });

  it('does not call it either when the descriptor has changed, and says so', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const run = dev(['--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    await fetch(`http://127.0.0.1:${appPort}/move`);
    await readPage(port);
    await run.prints('and the app will be installed again.');
    expect(run.output()).toContain(
      'The app was not installed again: The baseUrl of the descriptor is http://app.invalid, which is not on this machine, so it was not called.',
    );
    expect((await readAppState(appPort)).installations).toBe(1);
  });

  it('lets the network of the app fail, which it needs not know of', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--fault', 'unavailable', '--fault', 'life=5', '--', NODE, APP]);
    await run.prints('Fault started: life=5.');
    expect((await fetch(`http://127.0.0.1:${appPort}/state`)).status).toBe(503);
  });

  it('runs an app that listens at its address itself, and says which faults it cannot have', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--fault', 'slow', '--', NODE, APP], { FIXTURE_PORT: appPort });
    await run.prints('so its network cannot fail.');
    expect(run.output()).toContain(`The app listens on port ${appPort} itself, and not on the one in PORT`);
    expect((await readAppState(appPort)).installations).toBe(1);
  });

  it('finds an app that listens on a port of its own, by its descriptor', async (context) => {
    const { dev, appPort } = await setUp(context);
    const [ownPort] = await findFreePorts();
    const run = dev(['--', NODE, APP], { FIXTURE_PORT: ownPort });
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain(`The app listens on port ${ownPort}, and not on the one in PORT (`);
    expect(run.output()).toContain(`A proxy on port ${appPort} leads there.`);
    expect((await readAppState(appPort)).installations).toBe(1);
  });

  it('says which ports the app has opened when none of them has the descriptor', async (context) => {
    const { dev, appPort } = await setUp(context);
    const [ownPort] = await findFreePorts();
    const server = `require('http').createServer((_, response) => response.writeHead(404).end()).listen(${ownPort})`;
    // The process that listens is a child of the one that was started.
    const run = dev(['--', 'sh', '-c', `"${NODE}" -e "${server}"; true`]);
    await run.prints(`The app listens on port ${ownPort}, but is expected at http://localhost:`);
    await run.prints('give its own with --app-port.');
    expect(run.output()).toContain(
      `or http://127.0.0.1:${appPort}/atlassian-connect.json. Let it listen on the port in PORT, or give its own with --app-port.`,
    );
  });

  it('follows no redirect while it looks for the app', async (context) => {
    const { dev } = await setUp(context);
    const [ownPort] = await findFreePorts();
    const paths: (string | undefined)[] = [];
    const elsewhere = createHttpServer(({ url }, response) => {
      paths.push(url);
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const { port } = elsewhere.address() as AddressInfo;
    const server = `require('http').createServer((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:${port}/' }).end()).listen(${ownPort})`;
    const run = dev(['--', NODE, '-e', server]);
    await run.prints('give its own with --app-port.');
    expect(paths).toEqual([]);
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('stands in for Confluence, and speaks of no issue then', async (context) => {
    const { dev, port } = await setUp(context);
    const run = dev(['--product', 'confluence', '--', NODE, APP]);
    await run.prints('Press Ctrl-C to stop.');
    expect(run.output()).toContain(`http://confluence.localhost:${port}/wiki/pages/`);
    expect(run.output()).toContain('Not shown: jiraIssueContents "foo". It is a module of Jira.');
    expect(run.output()).not.toContain('Open the issue');
  });

  it('takes the descriptor from a file, and opens the issue in the browser with --open', async (context) => {
    const { dev, port, appPort } = await setUp(context);
    const descriptor = { ...FILE_DESCRIPTOR, baseUrl: 'https://app.example.com' };
    const file = writeTemporary('atlassian-connect.json', JSON.stringify(descriptor));
    const opener = writeTemporary('xdg-open', `#!/bin/sh\necho "opens $1" >> "$0.log"\n`);
    chmodSync(opener, 0o755);
    const run = dev(['--open', file, '--', NODE, APP], {
      PATH: `${dirname(opener)}:${process.env['PATH']}`,
    });
    await run.prints('From a file is installed and enabled.');
    expect((await readAppState(appPort)).installations).toBe(1);
    await expect
      .poll(() => readFileSync(`${opener}.log`, { encoding: 'utf8', flag: 'a+' }), { timeout: 60_000 })
      .toBe(`opens http://jira.localhost:${port}/browse/AB-1\n`);
  });

  it('leaves the app alone with --no-install', async (context) => {
    const { dev, appPort } = await setUp(context);
    const run = dev(['--no-install', '--', NODE, APP]);
    await run.prints('The app is not installed (--no-install).');
    expect((await readAppState(appPort)).installations).toBe(0);
  });

  it('reads a configuration file, and prints JSON lines with --json', async (context) => {
    const { dev, port } = await setUp(context);
    const config = { command: [NODE, APP], tokenLifetime: 33, faults: ['token-silent'] };
    const file = writeTemporary('authbeat.dev.json', JSON.stringify(config));
    const run = dev(['--json', '--config', file]);
    await run.prints('"fault":"token-silent"');
    await readPage(port);
    await run.prints('Rendered AB-1.');
    const events = run
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({
      event: 'waiting',
      keyServerUrl: `http://127.0.0.1:${port}/install-keys`,
    });
    expect(events.find(({ event }) => event === 'installed')).toMatchObject({
      app: 'fixture',
      leeway: 10,
      tokenLifetime: 33,
      addresses: { Issue: `http://jira.localhost:${port}/browse/AB-1` },
    });
  });

  it('fills the site from --data, reads the file again when it changes, and keeps the site when it has mistakes', async (context) => {
    const { dev, port } = await setUp(context);
    const file = writeTemporary('site.json', '{ "issues": [{ "key": "AB-9", "summary": "First" }] }');
    const run = dev(['--no-install', '--data', file, '--', NODE, APP]);
    await run.prints('The app is not installed (--no-install).');
    expect(await readPage(port, '/browse/AB-9')).toContain('First');
    writeFileSync(file, '{ "issues": [{ "key": "AB-9", "summary": "The second" }] }');
    await run.prints(`The data of the site was read again from ${file}.`);
    expect(await readPage(port, '/browse/AB-9')).toContain('The second');
    writeFileSync(file, '{ "issues": [{ "key": "AB-9" }] }');
    await run.prints('`issues[0].summary` is missing. The site is as it was.');
    expect(await readPage(port, '/browse/AB-9')).toContain('The second');
  });

  it('does not start with --data that has mistakes', async (context) => {
    const { dev } = await setUp(context);
    const run = dev(['--data', writeTemporary('site.json', '{ "issue": [] }'), '--', NODE, APP]);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain(
      '(--data) cannot be used. The content of the site cannot be used: `issue` is unknown',
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
    expect(run.output()).toContain(`key server  http://127.0.0.1:${port}/install-keys`);
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
    [['--fault', 'no-such'], 'There is no fault "no-such". Choose one of: expired,'],
    [['--nonsense'], "unknown option '--nonsense'"],
    [['not an address'], '"not an address" is not a URL.'],
    [['--', ''], 'The command that starts the app is empty.'],
  ] as const)('refuses %s in a line', async ([args, sentence], context) => {
    const { dev } = await setUp(context);
    const run = dev(args);
    expect(await run.exit).toBe(1);
    expect(run.output()).toContain(sentence);
    expect(run.output()).not.toContain('    at ');
  });
});

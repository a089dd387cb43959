import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthbeat } from '@authbeat/server';
import { memoryStore } from '@authbeat/server/memory';
import { toNode } from '@authbeat/server/node';
import { sqliteStore } from '@authbeat/server/sqlite';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { examineApp } from '../src/doctor/examine-app.ts';
import { createSend } from '../src/doctor/request.ts';
import { runCli } from './fixtures/run-cli.ts';

const SESSION_KEY = 'kJ8s-0123456789-abcdefghijklmnopqrstuvwxyz';

let folder: string;
let network: string;
let stopNetwork: () => Promise<void>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-doctor-'));
  // Stands in for Atlassian's bridge and key server, which tests cannot reach.
  const server = await listen((request, response) => {
    if (request.url === '/all.js') response.setHeader('content-type', 'application/javascript').end();
    else response.writeHead(404).end();
  });
  network = server.origin;
  stopNetwork = server.close;
});
afterAll(async () => {
  await stopNetwork();
  await rm(folder, { recursive: true });
});

async function listen(handler: RequestListener) {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What is wrong with an app. */
interface Mistakes {
  readonly descriptor?: Readonly<Record<string, unknown>>;
  readonly mount?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serves the page without a guard. */
  readonly isOpen?: boolean;
}

/** An app with one page. Returns the address of its descriptor. */
async function startApp({
  descriptor = {},
  mount = '/authbeat',
  headers = {},
  isOpen,
}: Mistakes = {}): Promise<string> {
  let handle: RequestListener = () => undefined;
  const { origin, close } = await listen((request, response) => handle(request, response));
  const authbeat = createAuthbeat({
    appKey: 'my-app',
    baseUrl: origin,
    mount,
    sessionKeys: [SESSION_KEY],
    store: memoryStore(),
  });
  onTestFinished(async () => {
    await authbeat.close();
    await close();
  });
  const { endpoints, page } = toNode(authbeat);
  const [respond, guard] = [endpoints(), page()];
  const served = {
    key: 'my-app',
    name: 'My app',
    baseUrl: origin,
    authentication: { type: 'jwt' },
    apiMigrations: { 'signed-install': true, 'context-qsh': true },
    lifecycle: { installed: '/authbeat/installed', uninstalled: '/authbeat/uninstalled' },
    modules: { webPanels: [{ key: 'panel', url: '/panel.html?issue={issue.key}' }] },
    ...descriptor,
  };
  handle = (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.url === '/atlassian-connect.json') return response.end(JSON.stringify(served));
    void (async () => {
      if (await respond(request, response)) return;
      if (!request.url?.startsWith('/panel.html')) response.writeHead(404).end();
      else if (isOpen === true || (await guard(request, response))) response.end('panel');
    })();
    return undefined;
  };
  return `${origin}/atlassian-connect.json`;
}

/** Runs the command. Returns its exit code, and the lines of those things that are not ok. */
async function examine(url: string, flags: readonly string[] = [], environment: Record<string, string> = {}) {
  const hosts = ['--bridge', `${network}/all.js`, '--key-server', network];
  const run = runCli(['doctor', url, ...hosts, ...flags], { SESSION_KEY, ...environment });
  const exitCode = await run.exit;
  const lines = run.output().trimEnd().split('\n');
  return { exitCode, lines, faults: lines.filter((line) => !line.startsWith('ok ')) };
}

describe('authbeat doctor', () => {
  it('finds nothing to fix in an app that works', async () => {
    const { exitCode, lines, faults } = await examine(await startApp());
    expect(faults).toEqual([]);
    expect(exitCode).toBe(0);
    const topics = lines.map((line) => line.slice(6).split('  ')[0]);
    expect(topics).toEqual([
      'Node',
      'packages',
      'session key',
      'descriptor',
      'base URL',
      'authentication',
      'migrations',
      'lifecycle',
      'mount',
      'recovery',
      'pages',
      'policy',
      'clock',
      'bridge',
      'key server',
    ]);
  });

  it.for<[string, Mistakes, string]>([
    [
      'another base URL',
      { descriptor: { baseUrl: 'http://127.0.0.1:1' } },
      'fix base URL: baseUrl is http://127.0.0.1:1, but the descriptor came from http://127.0.0.1:',
    ],
    ['a base URL without https', { descriptor: { baseUrl: 'http://app.example.com' } }, 'is not https'],
    [
      'a broken descriptor',
      { descriptor: { key: '' } },
      'fix descriptor: The descriptor cannot be used: `key` must be',
    ],
    [
      'unsigned installs',
      { descriptor: { apiMigrations: {} } },
      'Set "signed-install": true and "context-qsh": true in "apiMigrations"',
    ],
    ['no lifecycle', { descriptor: { lifecycle: {} } }, 'Set "lifecycle" in the descriptor'],
    [
      'endpoints at another mount',
      { mount: '/other' },
      '/authbeat/installed responds with 404, not as Authbeat does.',
    ],
    [
      'a page without a guard',
      { isOpen: true },
      '/panel.html?issue=1 opens without a token. Put page() in front of it.',
    ],
    [
      "helmet's default policy",
      {
        headers: {
          'content-security-policy':
            "default-src 'self';frame-ancestors 'self';script-src 'self';upgrade-insecure-requests",
        },
      },
      "frames stay blank: frame-ancestors 'self' forbids the host to frame it. Leave it to page(): helmet's option is frameAncestors: null; script-src does not allow the bridge. Add http://127.0.0.1:",
    ],
    [
      'a clock that is behind',
      { headers: { date: new Date(Date.now() - 300_000).toUTCString() } },
      'behind that of this machine. Set both by NTP.',
    ],
  ])('says what to do about %s', async ([, mistakes, sentence]) => {
    const results = await examineApp(await startApp(mistakes), `${network}/all.js`, createSend(10));
    const lines = results.map(({ status, topic, message }) => `${status} ${topic}: ${message}`);
    expect(lines.filter((line) => line.startsWith('fix')).join('\n')).toContain(sentence);
  });

  it('says that no app responds', async () => {
    const { exitCode, faults } = await examine(`${network}/no-app`);
    expect(faults.join('\n')).toContain('/no-app responds with 404. It has to be public');
    expect(exitCode).toBe(1);
    const [gone] = await examineApp('http://127.0.0.1:1/', `${network}/all.js`, createSend(10));
    expect(gone?.message).toContain('No app responds at http://127.0.0.1:1/.');
  });

  it('examines keys, store and network', async () => {
    const url = await startApp();
    const path = join(folder, 'authbeat.db');
    const store = sqliteStore(path);
    await store.open();
    await store.close();
    await writeFile(join(folder, 'text.db'), 'no database '.repeat(200));
    const flags = (store: string) => [
      '--store',
      store,
      '--key-server',
      'http://127.0.0.1:1',
      '--timeout',
      '2',
    ];
    const empty = await examine(url, flags(path), { SESSION_KEY: 'short secret' });
    const faults = empty.faults.join('\n');
    expect(faults).toContain('SESSION_KEY is shorter than 32 bytes.');
    expect(faults).toContain(`${path} has no installed tenant.`);
    expect(faults).toContain('http://127.0.0.1:1 responds with nothing. Installations get 503');
    expect(faults).not.toContain('short secret');
    const broken = await examine(url, flags(join(folder, 'text.db')));
    expect(broken.faults.join('\n')).toContain('text.db cannot be read');
  });

  it('refuses an address that is no URL', async () => {
    const run = runCli(['doctor', 'not an address']);
    expect(await run.exit).toBe(2);
    expect(run.output()).toContain('authbeat: "not an address" is not an http or https URL.');
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from './fixtures/run-cli.ts';

const SECRETS = {
  AUTHBEAT_SESSION_KEYS: 'c2Vzc2lvbiBrZXkgb2YgYSB0ZXN0LCByYW5kb20gZW5vdWdoIQ==',
  AUTHBEAT_STORE: 'sqlite::memory:',
};

const DESCRIPTOR = {
  key: 'an-app',
  baseUrl: 'http://127.0.0.1:1',
  authentication: { type: 'jwt' },
  lifecycle: { installed: '/installed' },
  modules: { webPanels: [{ key: 'foo', url: '/foo.html?issue={issue.key}' }] },
};

async function startApp(): Promise<string> {
  const app = createServer((_request, response) => response.end(JSON.stringify(DESCRIPTOR)));
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  onTestFinished(() => void app.close());
  return `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
}

it('prints what it would guard, and ends', async () => {
  const upstream = await startApp();
  const apis = { AUTHBEAT_GATEWAY_APIS: '[{ "path": "/api/*" }]' };
  const cli = runCli(['gateway', '--upstream', upstream, '--check'], { ...SECRETS, ...apis });
  expect(await cli.exit).toBe(0);
  const lines = cli
    .output()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
  expect(lines).toContainEqual(['/installed', 'POST', 'lifecycle installed', 'lifecycle/installed']);
  expect(lines).toContainEqual(['/foo.html', 'GET, HEAD', 'page jwt', 'webPanels/foo']);
  expect(lines).toContainEqual(['/api/*', 'any', 'api jwt', 'apis']);
  expect(lines).toContainEqual(['everything else', 'any', 'passes as it came']);
});

it('serves until it gets SIGTERM, and then ends with 0', async () => {
  const cli = runCli(['gateway', '--upstream', await startApp()], { ...SECRETS, AUTHBEAT_GATEWAY_PORT: '0' });
  await cli.prints('"msg":"authbeat gateway: listening"');
  cli.kill('SIGTERM');
  expect(await cli.exit).toBe(0);
});

it('names what is missing in one sentence', async () => {
  const cli = runCli(['gateway'], { AUTHBEAT_SESSION_KEYS: '' });
  expect(await cli.exit).toBe(1);
  expect(cli.output()).toBe(
    'authbeat: The gateway cannot start: the environment variable `AUTHBEAT_SESSION_KEYS` must hold keys, separated by commas.\n',
  );
});

it('names the stores that there are, and repeats no password', async () => {
  const upstream = await startApp();
  const store = { AUTHBEAT_STORE: 'mysql://root:hunter2@127.0.0.1/app' };
  const cli = runCli(['gateway', '--upstream', upstream], { ...SECRETS, ...store });
  expect(await cli.exit).not.toBe(0);
  expect(cli.output()).toBe('authbeat: The store must be a SQLite file, or a postgres:// or redis:// URL.\n');
});

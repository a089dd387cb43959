import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../src/index.ts';
import { startFixtureApp, type FixtureApp } from './fixtures/app.ts';
import { send, post } from './fixtures/request.ts';

const { resolve } = createRequire(import.meta.url);
const ENDPOINTS = [
  '/host/token',
  '/host/url',
  '/host/frame',
  '/host/fault',
  '/host/faults',
  '/host/request',
  '/host/user',
];

describe('routing', () => {
  let host: Host;
  let app: FixtureApp;

  beforeAll(async () => {
    host = await startHost();
    app = await startFixtureApp();
    await host.install(app.descriptorUrl);
  });
  afterAll(async () => {
    await Promise.all([host.close(), app.close()]);
  });

  it.each([
    ['a name that points at this machine', (port: number) => `evil.example:${port}`],
    ['a site that does not exist', (port: number) => `unknown.localhost:${port}`],
    ['localhost without a site', (port: number) => `localhost:${port}`],
    ['another port', () => 'jira.localhost:1'],
    ['no port', () => 'jira.localhost'],
    ['a name within a site', (port: number) => `a.jira.localhost:${port}`],
    ['a site as a prefix', (port: number) => `jira.localhost.evil.example:${port}`],
    ['user info', (port: number) => `evil@jira.localhost:${port}`],
  ])('refuses %s (DNS rebinding)', async (_, hostHeader) => {
    const headers = { host: hostHeader(host.port) };
    for (const path of ['/', '/browse/AB-1', '/atlassian-connect/all.js'])
      expect((await send(host, path, { headers })).status).toBe(421);
  });

  it.each(ENDPOINTS)('lets only its own pages call %s', async (path) => {
    const call = async (headers: Record<string, string>) =>
      (
        await send(host, path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        })
      ).status;
    expect(await call({})).toBe(403);
    expect(await call({ origin: app.url })).toBe(403);
    expect(await call({ origin: 'null' })).toBe(403);
    expect(await call({ origin: `http://other.localhost:${host.port}` })).toBe(403);
    expect(await call({ origin: app.url, 'sec-fetch-site': 'same-origin' })).toBe(403);
    expect(await call({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await call({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await call({ origin: host.hostBaseUrl })).not.toBe(403);
    expect(await call({ 'sec-fetch-site': 'same-origin' })).not.toBe(403);
  });

  it('lets only its own pages follow the timeline', async () => {
    expect((await send(host, '/host/timeline')).status).toBe(403);
    expect((await send(host, '/host/timeline', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(
      403,
    );
  });

  it.each(ENDPOINTS)('refuses a body that is not a small JSON object at %s', async (path) => {
    const statusOf = async (body: string, type = 'application/json') =>
      (
        await send(host, path, {
          method: 'POST',
          headers: { origin: host.hostBaseUrl, 'content-type': type },
          body,
        })
      ).status;
    expect(await statusOf('{')).toBe(400);
    expect(await statusOf('[]')).toBe(400);
    expect(await statusOf('{}', 'text/plain')).toBe(400);
    expect(await statusOf(JSON.stringify({ a: 'x'.repeat(17_000) }))).toBe(400);
    expect((await send(host, path)).status).toBe(405);
  });

  it("serves the files of Atlassian's npm packages byte for byte to the pages of any app, and our callbacks behind the bridge", async () => {
    const callbacks = readFileSync(new URL('../assets/callbacks.js', import.meta.url), 'utf8');
    for (const [path, file, more] of [
      ['/atlassian-connect/all.js', 'atlassian-connect-js/dist/iframe.js', callbacks],
      ['/atlassian-connect/connect-host.js', 'atlassian-connect-js/dist/connect-host.js', ''],
      ['/atlassian-connect/css-reset.css', '@atlaskit/css-reset/dist/bundle.css', ''],
    ] as const) {
      const { status, body, headers } = await send(host, path);
      expect(status).toBe(200);
      expect(body === readFileSync(resolve(file), 'utf8') + more).toBe(true);
      expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
  });

  it('serves nothing on 127.0.0.1 but keys and the bridge', async () => {
    const headers = { host: `127.0.0.1:${host.port}` };
    expect((await send(host, '/atlassian-connect/all.js', { headers })).status).toBe(200);
    expect((await send(host, '/browse/AB-1', { headers })).status).toBe(404);
    expect((await send(host, '/host/token', { method: 'POST', headers })).status).toBe(404);
    expect((await send(host, '/', { headers })).headers['location']).toBe(host.hostBaseUrl);
    expect((await send(host, '/install-keys/../keys', { headers })).status).toBe(404);
    expect((await send(host, '/install-keys/unknown', { headers })).status).toBe(404);
  });

  it.each([
    '/nothing',
    '/browse/ZZ-9',
    '/plugins/servlet/ac/fixture-app/nothing',
    '/plugins/servlet/ac/x/board',
    '//x',
    '/%',
  ])('responds with 404 to %s', async (path) => {
    expect((await send(host, path)).status).toBe(404);
  });

  it('responds with 400 to a target that is not a path', async () => {
    expect((await send(host, 'http://evil.example/')).status).toBe(400);
    expect((await send(host, '*', { method: 'OPTIONS' })).status).toBe(400);
  });

  it('protects its pages: no frames around them, no foreign scripts, no caches, no referrer', async () => {
    const { headers } = await send(host, '/browse/AB-1');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("script-src 'self';");
  });

  it('repeats no input in its errors', async () => {
    const { status, body } = await post(host, '/host/token', { app: '<script>' });
    expect(status).toBe(404);
    expect(body).not.toContain('<script>');
  });
});

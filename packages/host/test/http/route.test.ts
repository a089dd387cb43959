import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../../src/index.ts';
import { startFixtureApp, type FixtureApp } from '../fixtures/app.ts';
import { ask, post } from '../fixtures/request.ts';

const { resolve } = createRequire(import.meta.url);
const ENDPOINTS = ['/host/token', '/host/url', '/host/frame', '/host/session', '/host/behaviour'];

describe('who a host answers to', () => {
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
    ['a site that does not exist', (port: number) => `nobody.localhost:${port}`],
    ['localhost without a site', (port: number) => `localhost:${port}`],
    ['another port', () => 'jira.localhost:1'],
    ['no port', () => 'jira.localhost'],
    ['a name within a site', (port: number) => `a.jira.localhost:${port}`],
    ['a site as a prefix', (port: number) => `jira.localhost.evil.example:${port}`],
    ['user info', (port: number) => `evil@jira.localhost:${port}`],
  ])('refuses %s (DNS rebinding)', async (_, hostHeader) => {
    const headers = { host: hostHeader(host.port) };
    for (const path of ['/', '/browse/AB-1', '/atlassian-connect/all.js'])
      expect((await ask(host, path, { headers })).status).toBe(421);
  });

  it.each(ENDPOINTS)('lets only its own pages call %s', async (path) => {
    const call = async (headers: Record<string, string>) =>
      (
        await ask(host, path, {
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
    expect(await call({ origin: host.url })).not.toBe(403);
    expect(await call({ 'sec-fetch-site': 'same-origin' })).not.toBe(403);
  });

  it('lets only its own pages follow the timeline', async () => {
    expect((await ask(host, '/host/timeline')).status).toBe(403);
    expect((await ask(host, '/host/timeline', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(
      403,
    );
  });

  it.each(ENDPOINTS)('refuses a body that is not a small JSON object at %s', async (path) => {
    const send = async (body: string, type = 'application/json') =>
      (await ask(host, path, { method: 'POST', headers: { origin: host.url, 'content-type': type }, body }))
        .status;
    expect(await send('{')).toBe(400);
    expect(await send('[]')).toBe(400);
    expect(await send('{}', 'text/plain')).toBe(400);
    expect(await send(JSON.stringify({ a: 'x'.repeat(17_000) }))).toBe(400);
    expect((await ask(host, path)).status).toBe(405);
  });

  it('serves the bridge of the npm package byte for byte, to the pages of any app', async () => {
    for (const [path, file] of [
      ['/atlassian-connect/all.js', 'atlassian-connect-js/dist/iframe.js'],
      ['/atlassian-connect/connect-host.js', 'atlassian-connect-js/dist/connect-host.js'],
    ] as const) {
      const { status, body, headers } = await ask(host, path);
      expect(status).toBe(200);
      expect(body === readFileSync(resolve(file), 'utf8')).toBe(true);
      expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    }
  });

  it('serves nothing on 127.0.0.1 but keys and the bridge', async () => {
    const headers = { host: `127.0.0.1:${host.port}` };
    expect((await ask(host, '/atlassian-connect/all.js', { headers })).status).toBe(200);
    expect((await ask(host, '/browse/AB-1', { headers })).status).toBe(404);
    expect((await ask(host, '/host/token', { method: 'POST', headers })).status).toBe(404);
    expect((await ask(host, '/', { headers })).headers['location']).toBe(host.url);
    expect((await ask(host, '/install-keys/../keys', { headers })).status).toBe(404);
    expect((await ask(host, '/install-keys/unknown', { headers })).status).toBe(404);
  });

  it.each([
    '/nothing',
    '/browse/ZZ-9',
    '/plugins/servlet/ac/fixture-app/nothing',
    '/plugins/servlet/ac/x/board',
    '//x',
    '/%',
  ])('answers 404 to %s', async (path) => {
    expect((await ask(host, path)).status).toBe(404);
  });

  it('answers 400 to what is not a path', async () => {
    expect((await ask(host, 'http://evil.example/')).status).toBe(400);
    expect((await ask(host, '*', { method: 'OPTIONS' })).status).toBe(400);
  });

  it('protects its pages: no frames around them, no foreign scripts, no caches, no referrer', async () => {
    const { headers } = await ask(host, '/browse/AB-1');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).toContain("script-src 'self';");
  });

  it('answers refused and failed calls without their input', async () => {
    const { status, body } = await post(host, '/host/token', { app: '<script>' });
    expect(status).toBe(404);
    expect(body).not.toContain('<script>');
  });
});

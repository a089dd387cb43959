import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeToken } from '@authbeat/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost, type ForgeInstallation, type Host } from '../../src/index.ts';
import { startFixtureApp, type FixtureApp, type ReceivedRequest } from '../fixtures/app.ts';
import { post, send } from '../fixtures/request.ts';

const UUID = '8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';
const APP_ID = `ari:cloud:ecosystem::app/${UUID}`;

const MANIFEST = {
  app: { id: APP_ID, connect: { key: 'my-app', remote: 'back-end' } },
  remotes: [{ key: 'back-end', baseUrl: 'https://app.example.com' }],
  resources: [{ key: 'main', path: 'static' }],
  connectModules: {
    'jira:lifecycle': [{ key: 'events', installed: '/installed', uninstalled: '/uninstalled' }],
  },
  modules: {
    endpoint: [
      { key: 'notes', remote: 'back-end' },
      {
        key: 'events',
        remote: 'back-end',
        route: { path: '/events' },
        auth: { appSystemToken: { enabled: true } },
      },
    ],
    'jira:issuePanel': [{ key: 'panel', title: 'Panel', resource: 'main', resolver: { endpoint: 'notes' } }],
    trigger: [
      {
        key: 'lifecycle',
        endpoint: 'events',
        events: ['avi:forge:installed:app', 'avi:forge:uninstalled:app'],
      },
    ],
    scheduledTrigger: [{ key: 'daily', endpoint: 'events', interval: 'day' }],
  },
  permissions: { scopes: ['read:jira-work', 'read:app-system-token'] },
};

const claimsOf = ({ headers }: ReceivedRequest) =>
  decodeToken((headers.authorization ?? '').replace(/^(?:Bearer|JWT) /, ''), { maxLength: 16_000 }).claims;
const bodyOf = ({ body }: ReceivedRequest): Record<string, unknown> =>
  JSON.parse(body) as Record<string, unknown>;

describe('a Forge app in a local host', () => {
  let ahead = 0;
  let host: Host;
  let app: FixtureApp;
  let installation: ForgeInstallation;

  beforeEach(async () => {
    ahead = 0;
    host = await startHost({ now: () => Date.now() + ahead });
    app = await startFixtureApp();
    installation = await host.installForge(MANIFEST, { remotes: { 'back-end': app.url } });
  });
  afterEach(async () => {
    await Promise.all([host.close(), app.close()]);
  });

  const token = async () => {
    const { status, body } = await post(host, '/host/forge/token', {
      app: UUID,
      module: 'panel',
      remote: 'back-end',
      issue: 'AB-1',
    });
    const outcome = JSON.parse(body) as { kind: string; token?: string; reason?: string };
    expect(status).toBe(200);
    return outcome;
  };
  const claims = async () => decodeToken((await token()).token ?? '', { maxLength: 16_000 }).claims;

  it('is installed: `installed` of its Connect app names the installation, then comes the event', () => {
    const [installed, event] = app.requests;
    expect(app.requests).toHaveLength(2);
    expect(installed && bodyOf(installed)).toMatchObject({
      key: 'my-app',
      clientKey: host.site.clientKey,
      installationId: installation.installationId,
    });
    expect(event?.url).toBe('/base/events');
    expect(event && bodyOf(event)).toMatchObject({
      eventType: 'avi:forge:installed:app',
      id: installation.installationId.split('/').at(-1),
      app: { id: UUID },
    });
    expect(event?.headers['x-forge-oauth-system']).toMatch(/^eyJ/);
    const eventClaims = event ? claimsOf(event) : {};
    expect(eventClaims).toMatchObject({ aud: APP_ID, app: { installationId: installation.installationId } });
    expect(eventClaims).not.toHaveProperty('principal');
    expect(eventClaims).not.toHaveProperty('context');
  });

  it('gets tokens with the form of production', async () => {
    const { kind, token: text = '' } = await token();
    const decoded = decodeToken(text, { maxLength: 16_000 });
    expect(kind).toBe('token');
    expect(decoded.header).toMatchObject({
      alg: 'RS256',
      kid: expect.stringMatching(/^forge\/invocation-token\//),
    });
    const { iat, nbf, exp } = decoded.claims as Record<'iat' | 'nbf' | 'exp', number>;
    expect([nbf - iat, exp - iat]).toEqual([0, 25]);
    expect(decoded.claims).toMatchObject({
      iss: 'forge/invocation-token',
      aud: APP_ID,
      jti: expect.stringMatching(/^[\w-]{36}$/),
      principal: '712020:ada',
      app: {
        id: APP_ID,
        installationId: installation.installationId,
        installation: { id: installation.installationId },
        environment: { type: 'PRODUCTION' },
        module: { type: 'jira:issuePanel', key: 'panel' },
      },
      context: { cloudId: installation.cloudId, extension: { issue: { key: 'AB-1' } } },
    });
  });

  it('gets the same token again until a fifth of its life is left, and another one for another user', async () => {
    const first = await token();
    ahead = 19_000;
    expect((await token()).token).toBe(first.token);
    ahead = 21_000;
    const second = await token();
    expect(second.token).not.toBe(first.token);
    host.site.signIn('712020:ben');
    expect(await claims()).toMatchObject({ principal: '712020:ben' });
    host.site.signOut();
    expect(await token()).toEqual({
      kind: 'rejected',
      reason: 'No user is signed in to the host.',
      url: app.url,
    });
  });

  it('has faults of its tokens', async () => {
    const { faults } = host;
    await faults.start('invocation-anonymous');
    expect(await claims()).not.toHaveProperty('principal');
    await faults.start('invocation-foreign');
    const foreign = await claims();
    expect(foreign['aud']).not.toBe(APP_ID);
    expect(foreign['app']).toMatchObject({ id: foreign['aud'] });
    await faults.start('invocation-expired');
    expect(Number((await claims())['exp'])).toBeLessThan(Date.now() / 1000 - 50);
    await faults.start('invocation-huge');
    expect((await token()).token?.length).toBeGreaterThan(8192);
    await faults.start('life=5');
    await faults.lift('invocation-huge');
    const { iat, exp } = await claims();
    expect(Number(exp) - Number(iat)).toBe(5);
    await faults.start('invocation-late=0.2');
    const before = performance.now();
    await token();
    expect(performance.now() - before).toBeGreaterThan(190);
  });

  it('gets another installation silently, by a rename of the site, and with another environment', async () => {
    const { faults } = host;
    const seen = [installation.installationId];
    const before = app.requests.length;
    await faults.start('missing-installed');
    seen.push(installation.installationId);
    expect(app.requests).toHaveLength(before);
    await faults.start('site-renamed');
    seen.push(installation.installationId);
    const [, uninstalled, installed] = app.requests.slice(before);
    expect(app.requests.slice(before).map(({ url }) => url)).toEqual([
      '/base/events',
      '/base/uninstalled',
      '/base/installed',
      '/base/events',
    ]);
    expect(uninstalled && bodyOf(uninstalled)['clientKey']).toBe(installed && bodyOf(installed)['clientKey']);
    await faults.start('environment-switched');
    seen.push(installation.installationId);
    expect(await claims()).toMatchObject({ app: { environment: { type: 'STAGING' } } });
    expect(new Set(seen).size).toBe(4);
  });

  it("calls the product's REST API with the tokens of its endpoints, as itself", async () => {
    const system = String(app.requests.at(-1)?.headers['x-forge-oauth-system']);
    const call = async (token: string, cloudId = installation.cloudId) =>
      fetch(`http://127.0.0.1:${host.port}/ex/jira/${cloudId}/rest/api/3/myself`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect(await (await call(system)).json()).toMatchObject({
      accountId: `app:${APP_ID}`,
      accountType: 'app',
    });
    expect((await call(await installation.mintToken())).status).toBe(401);
    expect((await call(`${system}x`)).status).toBe(401);
    const other = host.addSite('other');
    const elsewhere = await other.installForge(MANIFEST, { remotes: { 'back-end': app.url } });
    expect((await call(system, elsewhere.cloudId)).status).toBe(401);
    ahead = 4 * 3600 * 1000 + 1000;
    expect((await call(system)).status).toBe(401);
  });

  it('is invoked with the headers of its page, but for those of Forge', async () => {
    app.body = '{}';
    app.status = 200;
    await post(host, '/host/forge/invoke', {
      app: UUID,
      module: 'panel',
      path: 'notes',
      method: 'PUT',
      headers: { authorization: 'Bearer forged', 'x-forge-oauth-system': 'forged', 'x-own': 'own' },
      body: { text: 'x' },
    });
    const call = app.requests.at(-1);
    expect(call).toMatchObject({ method: 'PUT', url: '/base/notes', body: '{"text":"x"}' });
    expect(call?.headers).toMatchObject({ 'x-own': 'own', 'content-type': 'application/json' });
    expect(call?.headers).not.toHaveProperty('x-forge-oauth-system');
    expect(call && claimsOf(call)).toMatchObject({ aud: APP_ID });
  });

  it('is called by its schedules, and again after a failure', async () => {
    await installation.runSchedule('daily');
    expect(bodyOf(app.requests.at(-1) ?? ({} as ReceivedRequest))).toEqual({
      context: { cloudId: installation.cloudId, moduleKey: 'daily' },
    });
    app.status = 500;
    const before = app.requests.length;
    await installation.runSchedule('daily');
    expect(app.requests).toHaveLength(before + 5);
  });

  it('has gone after its uninstall', async () => {
    await installation.uninstall();
    const { status } = await post(host, '/host/forge/token', {
      app: UUID,
      module: 'panel',
      remote: 'back-end',
    });
    expect(status).toBe(404);
    expect((await send(host, new URL(installation.pageUrl('panel')).pathname)).status).toBe(404);
  });

  it('serves the files of its resources, with the bridge first in each page, and no others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'authbeat-forge-'));
    await mkdir(join(folder, 'static'));
    await writeFile(
      join(folder, 'static/index.html'),
      '<!doctype html><head lang="en"><title>x</title></head>',
    );
    await writeFile(join(folder, 'static/app.js'), 'run()');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await symlink(join(folder, 'secret.txt'), join(folder, 'static/link.txt'));
    const other = host.addSite('files');
    const served = await other.installForge(
      { ...MANIFEST, app: { id: `${APP_ID}-2` }, connectModules: undefined },
      { directory: folder, remotes: { 'back-end': app.url } },
    );
    const get = async (path: string) =>
      send(host, `/${UUID}-2/production/main/${path}`, { headers: { host: new URL(served.origin).host } });
    const page = await get('index.html');
    expect(page.body).toContain('<head lang="en"><script src="/global-bridge.js"></script><title>');
    expect(page.headers['content-security-policy']).toContain(`frame-ancestors 'self' ${other.hostBaseUrl};`);
    expect(await get('app.js')).toMatchObject({ status: 200, body: 'run()' });
    for (const path of ['../secret.txt', '..%2fsecret.txt', '%2e%2e/secret.txt', 'link.txt', '', '%ff'])
      expect((await get(path)).status).toBe(404);
    await rm(folder, { recursive: true });
  });

  it('keeps its tokens and endpoints from the pages of apps', async () => {
    const foreign = await send(host, '/host/forge/token', {
      method: 'POST',
      headers: { origin: installation.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ app: UUID, module: 'panel', remote: 'back-end' }),
    });
    expect(foreign.status).toBe(403);
    const headers = { host: new URL(installation.origin).host };
    expect((await send(host, '/host/forge/token', { headers })).status).toBe(404);
  });

  it('records its tokens and requests in the timeline, without what they carry', async () => {
    const { token: text = '' } = await token();
    await post(host, '/host/forge/invoke', {
      app: UUID,
      module: 'panel',
      path: '/notes?secret=1',
      method: 'GET',
    });
    const recorded = JSON.stringify(host.timeline.events);
    expect(recorded).toContain('a new invocation token of 25 s');
    expect(recorded).toContain('invokeRemote: GET /notes: 204');
    expect(recorded).not.toContain(text.split('.')[2]);
    expect(recorded).not.toContain('secret=1');
  });
});

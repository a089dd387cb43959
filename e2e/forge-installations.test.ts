import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHost, type ForgeInstallation, type Host } from '@authbeat/host';
import { createAuthbeat, type Authbeat, type Principal } from '@authbeat/server';
import { toExpress } from '@authbeat/server/express';
import { memoryStore } from '@authbeat/server/memory';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveLocalhost } from './harness/resolve-localhost.ts';

const APP_ID = 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';

const endpoint = (key: string, path: string) => ({
  key,
  remote: 'back-end',
  route: { path },
  auth: { appSystemToken: { enabled: true } },
});

/** A Forge app with the lifecycle of its Connect app, and with events and a schedule for its remote. */
const MANIFEST = {
  app: { id: APP_ID, connect: { key: 'my-app', remote: 'back-end' } },
  remotes: [{ key: 'back-end', baseUrl: 'https://app.example.com' }],
  connectModules: {
    'jira:lifecycle': [
      { key: 'lifecycle', installed: '/authbeat/installed', uninstalled: '/authbeat/uninstalled' },
    ],
  },
  modules: {
    endpoint: [endpoint('events', '/events'), endpoint('refresh', '/refresh')],
    trigger: [
      {
        key: 'installs',
        endpoint: 'events',
        events: ['avi:forge:installed:app', 'avi:forge:uninstalled:app'],
      },
    ],
    scheduledTrigger: [{ key: 'hourly', endpoint: 'refresh', interval: 'hour' }],
  },
  permissions: { scopes: ['read:jira-work', 'write:jira-work', 'read:app-system-token'] },
};

describe('an app with Connect modules in its Forge manifest', () => {
  let host: Host;
  let server: Server;
  let authbeat: Authbeat;
  let installation: ForgeInstallation;
  const happened: unknown[] = [];
  const refreshed: (Principal | undefined)[] = [];
  beforeAll(async () => {
    resolveLocalhost();
    host = await startHost();
    const app = express();
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    authbeat = createAuthbeat({
      appKey: 'my-app',
      baseUrl,
      sessionKeys: ['a session key for this test alone: 0123456789abcdef'],
      store: memoryStore(),
      installKeyServers: [host.keyServerUrl],
      forge: { appId: APP_ID, jwksUrl: host.jwksUrl },
    });
    const { endpoints, remote } = toExpress(authbeat);
    app.use(endpoints());
    app.post('/events', remote(), express.json(), (request, response, next) => {
      const respond = (event: unknown): void => {
        happened.push(event);
        response.sendStatus(204);
      };
      authbeat.applyForgeEvent(request.authbeat, request.body).then(respond, next);
    });
    app.post('/refresh', remote(), (request, response) => {
      refreshed.push(request.authbeat);
      response.sendStatus(204);
    });
    installation = await host.installForge(MANIFEST, { remotes: { 'back-end': baseUrl } });
  });
  afterAll(async () => {
    await Promise.all([host.close(), authbeat.close(), new Promise((resolve) => server.close(resolve))]);
  });

  const list = async () => {
    const listed = [];
    for await (const { installationId, installed, clientKey } of authbeat.listInstallations())
      listed.push({ installationId, installed, clientKey });
    return listed;
  };

  it('is linked by `installed`, and its schedule has the tenant of Connect', async () => {
    expect(happened).toEqual(['installed']);
    await installation.runSchedule('hourly');
    const { clientKey } = host.site;
    const { installationId } = installation;
    expect(refreshed.at(-1)).toMatchObject({ platform: 'forge', tenantId: clientKey, installationId });
    expect(await list()).toEqual([{ installationId, installed: true, clientKey }]);
  });

  it('keeps its tenant when the site is renamed, under another installation', async () => {
    const { installationId: before } = installation;
    const { clientKey } = host.site;
    await installation.renameSite();
    expect(happened).toEqual(['installed', 'uninstalled', 'installed']);
    const { installationId } = installation;
    expect(installationId).not.toBe(before);
    expect(await list()).toEqual([
      { installationId: before, installed: false, clientKey },
      { installationId, installed: true, clientKey },
    ]);
    await installation.runSchedule('hourly');
    expect(refreshed.at(-1)).toMatchObject({ tenantId: clientKey, installationId });
  });

  it('has a tenant of its own without a link, and calls the host with the tokens of Forge', async () => {
    const { installationId } = installation;
    await authbeat.unlinkInstallation(installationId);
    await installation.runSchedule('hourly');
    expect(refreshed.at(-1)?.tenantId).toBe(installationId);
    const path = '/rest/api/3/issue/AB-1';
    expect(await refreshed.at(-1)?.host.json(path)).toMatchObject({ key: 'AB-1' });
    expect(await authbeat.host(installationId).json(path)).toMatchObject({ key: 'AB-1' });
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeToken, hasAudience, matchesQueryStringHash, verifyHs256 } from '@authbeat/core';
import { importSPKI, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startHost, type Host } from '../../src/index.ts';
import { startFixtureApp, type FixtureApp, type ReceivedRequest } from '../fixtures/app.ts';

describe('installing an app', () => {
  let host: Host;
  let app: FixtureApp;

  beforeEach(async () => {
    host = await startHost();
    app = await startFixtureApp();
  });
  afterEach(async () => {
    await Promise.all([host.close(), app.close()]);
  });

  it('sends `installed`, signed with the key that its key server publishes for that kid', async () => {
    await host.install(app.descriptorUrl);
    const installed = requestTo('/base/installed?from=host');
    const { header } = decodeToken(tokenOf(installed));
    const published = await fetch(`${host.keyServerUrl}/${header.kid}`);
    const key = await importSPKI(await published.text(), 'RS256');
    const { payload } = await jwtVerify(tokenOf(installed), key, {
      algorithms: ['RS256'],
      audience: app.url,
    });
    expect(header).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/^authbeat-dev-/) });
    expect(payload.iss).toBe(host.site.clientKey);
    expect(payload.iss).toBe(bodyOf(installed)['clientKey']);
    expect(isBoundTo(installed)).toBe(true);
  });

  it('sends the fields that the cloud sends', async () => {
    const installation = await host.install(app.descriptorUrl);
    const body = bodyOf(requestTo('/base/installed?from=host'));
    expect(Object.keys(body)).toEqual([
      'key',
      'clientKey',
      'sharedSecret',
      'serverVersion',
      'pluginsVersion',
      'baseUrl',
      'displayUrl',
      'displayUrlServicedeskHelpCenter',
      'productType',
      'description',
      'serviceEntitlementNumber',
      'entitlementId',
      'entitlementNumber',
      'oauthClientId',
      'eventType',
    ]);
    expect(body).toMatchObject({
      key: 'fixture-app',
      clientKey: host.site.clientKey,
      sharedSecret: installation.sharedSecret,
      baseUrl: host.hostBaseUrl,
      productType: 'jira',
      eventType: 'installed',
    });
    expect(installation.sharedSecret).toMatch(/^authbeat-dev-[\w-]{43}$/);
  });

  it('sends `enabled` next, signed with the shared secret and without it', async () => {
    const installation = await host.install(app.descriptorUrl);
    expect(app.requests.map(({ url }) => url)).toEqual(['/base/installed?from=host', '/base/enabled']);
    const enabled = requestTo('/base/enabled');
    const secret = new TextEncoder().encode(installation.sharedSecret);
    await jwtVerify(tokenOf(enabled), secret, { algorithms: ['HS256'], issuer: host.site.clientKey });
    expect(isBoundTo(enabled)).toBe(true);
    expect(bodyOf(enabled)).not.toHaveProperty('sharedSecret');
    expect(installation.state).toBe('enabled');
  });

  it('rotates the secret with another `installed` of the same tenant, not signed with the old secret', async () => {
    const installation = await host.install(app.descriptorUrl);
    const before = installation.sharedSecret;
    await installation.rotateSecret();
    const [first, second] = requestsTo('/base/installed?from=host');
    expect(installation.sharedSecret).not.toBe(before);
    expect(bodyOf(second)['sharedSecret']).toBe(installation.sharedSecret);
    expect(bodyOf(second)['clientKey']).toBe(bodyOf(first)['clientKey']);
    expect(decodeToken(tokenOf(second)).header.alg).toBe('RS256');
  });

  it('upgrades an app that is installed again: a new secret, the new descriptor, the same installation', async () => {
    const installation = await host.install(app.descriptorUrl);
    const before = installation.sharedSecret;
    app.descriptor = { ...app.descriptor, name: 'Renamed' };
    expect(await host.install(app.descriptorUrl)).toBe(installation);
    expect(installation.sharedSecret).not.toBe(before);
    expect(installation.descriptor.name).toBe('Renamed');
    expect(host.site.installations).toEqual([installation]);
  });

  it('keeps the old secret and the old descriptor when an upgrade is refused', async () => {
    const installation = await host.install(app.descriptorUrl);
    const before = installation.sharedSecret;
    app.status = 500;
    app.descriptor = { ...app.descriptor, name: 'Renamed' };
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({ code: 'app_refused' });
    expect(installation.sharedSecret).toBe(before);
    expect(installation.descriptor.name).toBe('Fixture app');
    expect(installation.state).toBe('enabled');
  });

  it('installs a restarted app again with the same secret, and fetches its descriptor again', async () => {
    const installation = await host.install(app.descriptorUrl);
    const before = installation.sharedSecret;
    app.descriptor = { ...app.descriptor, name: 'Renamed' };
    await installation.reinstall();
    const [, second] = requestsTo('/base/installed?from=host');
    expect(bodyOf(second)['sharedSecret']).toBe(before);
    expect(installation.sharedSecret).toBe(before);
    expect(installation.descriptor.name).toBe('Renamed');
  });

  it('uninstalls with an RS256 call that holds no secret, and forgets the app', async () => {
    const installation = await host.install(app.descriptorUrl);
    await installation.uninstall();
    const uninstalled = requestTo('/base/uninstalled');
    const { header, claims } = decodeToken(tokenOf(uninstalled));
    expect(header.alg).toBe('RS256');
    expect(hasAudience({ aud: String(claims['aud']) }, app.url)).toBe(true);
    expect(bodyOf(uninstalled)).not.toHaveProperty('sharedSecret');
    expect(host.site.installations).toEqual([]);
    await expect(installation.rotateSecret()).rejects.toMatchObject({ code: 'not_installed' });
  });

  it('disables and enables an app, with calls signed with the shared secret', async () => {
    const installation = await host.install(app.descriptorUrl);
    await installation.disable();
    expect(installation.state).toBe('disabled');
    const disabled = decodeToken(tokenOf(requestTo('/base/disabled')));
    expect(() => verifyHs256(disabled, [installation.sharedSecret])).not.toThrow();
    await installation.enable();
    expect(installation.state).toBe('enabled');
  });

  it('reports the status and the code of an app that refuses, and nothing else of its response', async () => {
    app.status = 401;
    app.body = JSON.stringify({ code: 'host_token_invalid', error_description: 'private' });
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({
      name: 'InstallationError',
      code: 'app_refused',
      message: 'The app "fixture-app" responded to "installed" with 401 (host_token_invalid).',
      data: { app: 'fixture-app', event: 'installed', status: 401, reason: 'host_token_invalid' },
    });
    expect(host.site.installations).toEqual([]);
  });

  it('counts a redirect as a refusal', async () => {
    app.status = 302;
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({ code: 'app_refused' });
  });

  it('names the address where no app responds', async () => {
    await app.close();
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({
      code: 'app_unreachable',
      message: `No app responds at ${new URL(app.url).origin}.`,
    });
  });

  it('refuses what is not an address, not JSON, not a descriptor, or has no `installed` to call', async () => {
    await expect(host.install('file:///etc/passwd')).rejects.toMatchObject({ code: 'descriptor_unreadable' });
    await expect(host.install(`${app.url}/elsewhere?key=hidden`)).rejects.toMatchObject({
      code: 'descriptor_unreadable',
      message: `The descriptor at ${app.url}/elsewhere is not JSON.`,
    });
    app.status = 503;
    await expect(host.install(`${app.url}/elsewhere?key=hidden`)).rejects.toMatchObject({
      message: `The app responded with 503 to the request for its descriptor at ${app.url}/elsewhere.`,
    });
    app.status = 204;
    app.descriptor = { key: 'x' };
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({ code: 'descriptor_invalid' });
    app.descriptor = { key: 'x', baseUrl: app.url, authentication: { type: 'jwt' } };
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({ code: 'lifecycle_missing' });
  });

  it('reads at most 1 MB of a response', async () => {
    app.descriptor = { ...app.descriptor, name: 'x'.repeat(1024 * 1024) };
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({
      code: 'descriptor_unreadable',
      message: "The app's response is larger than 1 MB.",
    });
  });

  it('stops waiting for an app that does not respond when the host is closed', async () => {
    const asked = Promise.withResolvers<void>();
    const silent = createServer(() => asked.resolve());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const closing = asked.promise.then(async () => host.close());
    await expect(host.install(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'app_unreachable',
    });
    await closing;
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('never calls a lifecycle URL outside of the app', async () => {
    app.descriptor = { ...app.descriptor, lifecycle: { installed: 'http://127.0.0.1:9/installed' } };
    await expect(host.install(app.descriptorUrl)).rejects.toMatchObject({ code: 'lifecycle_missing' });
    expect(app.requests).toEqual([]);
  });

  it('gives each site an installation and a secret of its own', async () => {
    const here = await host.install(app.descriptorUrl);
    const there = await host.addSite('other').install(app.descriptorUrl);
    expect(there.sharedSecret).not.toBe(here.sharedSecret);
    const [first, second] = requestsTo('/base/installed?from=host');
    expect(bodyOf(first)['clientKey']).not.toBe(bodyOf(second)['clientKey']);
  });

  function requestsTo(url: string): readonly [ReceivedRequest, ReceivedRequest] {
    const [first, second = first] = app.requests.filter((request) => request.url === url);
    if (!first || !second) throw new Error(`Nothing was sent to ${url}.`);
    return [first, second];
  }

  function requestTo(url: string): ReceivedRequest {
    return requestsTo(url)[0];
  }

  function isBoundTo({ url, headers, method }: ReceivedRequest): boolean {
    const { claims } = decodeToken(tokenOf({ headers }));
    return matchesQueryStringHash(String(claims['qsh']), { method, url, baseUrl: app.url });
  }
});

function tokenOf({ headers }: Pick<ReceivedRequest, 'headers'>): string {
  return /^JWT (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

function bodyOf({ body }: ReceivedRequest): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

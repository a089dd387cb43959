import { generateKeyPairSync } from 'node:crypto';
import { decodeToken, signHs256, signRs256, type ClaimSet } from '@authbeat/core';
import { expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, refusalOf, startApp, type TestApp } from '../support/app.ts';
import { compact } from '../support/doors.ts';
import { FORGE_APP, ForgeSite } from '../support/forge-site.ts';

const OTHER_APP = 'ari:cloud:ecosystem::app/0b7e21d4';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What both doors for invocation tokens make of one. */
async function present(app: TestApp, site: ForgeSite, token: string): Promise<readonly string[]> {
  const responses = [await app.get('/remote/notes', bearer(token)), await site.exchange(token)];
  return Promise.all(
    responses.map(async (response) => (response.status === 200 ? 'admitted' : refusalOf(response))),
  );
}

const REFUSED = ['401 host_token_invalid', '401 host_token_invalid'];

async function startForge() {
  const store = memoryStore();
  const app = await startApp({ store, forge: { appId: FORGE_APP } });
  return { app, store, site: new ForgeSite(app) };
}

const app = (changes: ClaimSet): ClaimSet => ({
  app: {
    id: FORGE_APP,
    installationId: 'ari:cloud:ecosystem::installation/5b2d',
    environment: { type: 'PRODUCTION' },
    ...changes,
  },
});

it.each<[string, ClaimSet]>([
  [
    'another app, which Atlassian has signed with the same key',
    { aud: OTHER_APP, ...app({ id: OTHER_APP }) },
  ],
  ['another app, in the audience alone', { aud: OTHER_APP }],
  ['this app and another one', { aud: [FORGE_APP, OTHER_APP] }],
  ['another issuer', { iss: 'forge/context-token' }],
  ['an environment that is not admitted', app({ environment: { type: 'DEVELOPMENT' } })],
  ['an isolated cloud', { icLabel: 'acme' }],
  ['no installation', app({ installationId: undefined })],
  ['a Connect tenant in the place of the installation', app({ installationId: 'tenant-a' })],
  ['no audience', { aud: undefined }],
  ['no end', { exp: undefined }],
  ['no beginning', { nbf: undefined }],
  ['a life of an hour', { exp: Math.floor(Date.now() / 1000) + 3600 }],
  ['an environment that is no text', app({ environment: { type: { toString: '' } } })],
])('an invocation token of %s is refused', async (_, claims) => {
  const { app: server, site } = await startForge();
  await server.installedSite('tenant-a');
  expect(await present(server, site, await site.token({ claims }))).toEqual(REFUSED);
  expect(server.events.filter(({ type }) => type === 'failed')).toEqual([]);
});

it('an invocation token of a key that the key set does not have is refused, whatever key it names', async () => {
  const { app: server, site } = await startForge();
  const kids = ['forge/invocation-token/staging', server.keyServer.invocationKid];
  for (const kid of kids)
    expect(await present(server, site, await site.token({}, { kid, privateKey }))).toEqual(REFUSED);
});

it('an invocation token with another algorithm is refused', async () => {
  const { app: server, site } = await startForge();
  const { claims } = decodeToken(await site.token());
  const { publicKeyPem, invocationKid: kid } = server.keyServer;
  const pss = compact({ alg: 'PS256', kid }, claims, 'AAAA');
  for (const token of [signHs256(claims, publicKeyPem, { kid }), compact({ alg: 'none' }, claims), pss])
    expect(await present(server, site, token)).toEqual(REFUSED);
});

it('an invocation token that expired 30 seconds ago is refused', async () => {
  const { app: server, site } = await startForge();
  const token = await site.token();
  server.clock.pass(24);
  expect(await present(server, site, token)).toEqual(['admitted', 'admitted']);
  server.clock.pass(31);
  expect(await present(server, site, token)).toEqual(['401 host_token_expired', '401 host_token_expired']);
});

it('a token of a Connect host opens no door of Forge', async () => {
  const { app: server, site } = await startForge();
  const connect = await server.installedSite('tenant-a');
  const { kid, privateKey: key } = server.keyServer;
  const lifecycle = await signRs256({ iss: 'tenant-a', aud: [server.baseUrl] }, key, { kid });
  for (const token of [connect.context(), lifecycle, await server.signIn(connect)])
    expect(await present(server, site, token)).toEqual(REFUSED);
});

it('made-up key ids cause one request to the key server', async () => {
  const { app: server, site } = await startForge();
  const tokens = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => site.token({}, { kid: `made up ${index}`, privateKey })),
  );
  await Promise.all(tokens.map(async (token) => server.get('/remote/notes', bearer(token))));
  expect(server.keyServer.requests).toEqual(['/.well-known/jwks.json']);
});

it('an invocation token from before the uninstall is refused, and so are the sessions from before', async () => {
  const { app: server, store, site } = await startForge();
  const token = await site.token();
  const session = await site.signIn();
  const record = await store.readTenant(site.installationId);
  if (!record) throw new Error('The installation has no record.');
  const { version, generation } = record;
  const now = Math.floor(server.clock.now() / 1000);
  const ended = { installed: false, uninstalledAt: now, version: version + 1, generation: generation + 1 };
  await store.writeTenant({ ...record, ...ended }, version);
  expect(await present(server, site, token)).toEqual(REFUSED);
  expect(await refusalOf(await server.get('/api/me', bearer(session)))).toBe('401 session_revoked');
  server.clock.pass(1);
  expect(await present(server, site, await site.token())).toEqual(['admitted', 'admitted']);
  expect(await refusalOf(await server.get('/api/me', bearer(session)))).toBe('401 session_revoked');
});

it('a context of 11 kB is admitted, and one that no header can carry is refused without a verification', async () => {
  const { app: server, site } = await startForge();
  const withText = async (length: number): Promise<string> =>
    site.token({ context: { extension: { text: 'x'.repeat(length) } } });
  expect(await present(server, site, await withText(11_000))).toEqual(['admitted', 'admitted']);
  const response = await server.get('/remote/notes', bearer(await withText(13_000)));
  expect([401, 431]).toContain(response.status);
});

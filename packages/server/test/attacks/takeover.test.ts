import { expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { startApp } from '../support/app.ts';
import { admitInstallations } from '../support/installations.ts';
import { callWith, exchangeWith, installWith } from '../support/doors.ts';

it('an unsigned install takes over no tenant, first or later', async () => {
  const app = await startApp();
  for (const site of [app.site('new'), await app.installedSite('known')]) {
    const body = { ...site.lifecycleBody('installed'), sharedSecret: 'x'.repeat(64) };
    const response = await fetch(`${app.baseUrl}/authbeat/installed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(401);
    expect(await exchangeWith(app, site.context({ secret: 'x'.repeat(64) }))).toBe('401 host_token_invalid');
  }
});

it('an install that is signed with the old secret replaces nothing', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const token = site.bound('POST', '/authbeat/installed', { claims: { aud: app.baseUrl } });
  const body = { ...site.lifecycleBody('installed'), sharedSecret: 'x'.repeat(64) };
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
  expect(await exchangeWith(app, site.context())).toBe('admitted');
});

it('an install of one site cannot name another', async () => {
  const app = await startApp();
  const victim = await app.installedSite('victim');
  const attacker = await app.installedSite('attacker');
  const token = await attacker.lifecycleToken('/authbeat/installed');
  const body = { ...attacker.lifecycleBody('installed'), clientKey: victim.clientKey };
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
  expect(await exchangeWith(app, victim.context({ secret: attacker.secret }))).toBe('401 host_token_invalid');
});

it('an install cannot name a Forge installation as its tenant', async () => {
  const store = memoryStore();
  const app = await startApp({ store });
  const site = app.site('ari:cloud:ecosystem::installation/5b2d', 'https://victim.atlassian.net');
  for (const event of ['installed', 'uninstalled', 'enabled'] as const) {
    expect((await site.call(event)).status).toBe(401);
  }
  expect(await exchangeWith(app, site.context())).toBe('401 host_token_invalid');
  expect(await store.readTenant(site.clientKey)).toBeUndefined();
  await (await admitInstallations(app, store)).admit(site.clientKey);
  expect(await exchangeWith(app, site.context())).toBe('401 host_token_invalid');
  expect(app.events.at(-1)).toMatchObject({ type: 'refused', reason: 'tenant_unknown' });
});

it('an old install that is replayed brings no old secret back', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  expect(await installWith(app, token, body)).toBe('admitted');
  const old = site.secret;
  site.rotateSecret();
  app.clock.pass(10);
  await site.call('installed');
  expect(await installWith(app, token, body)).toBe('admitted');
  expect(await exchangeWith(app, site.context())).toBe('admitted');
  app.clock.pass(1200);
  expect(await exchangeWith(app, site.context({ secret: old }))).toBe('401 host_token_invalid');
});

it('a replayed install does not undo an uninstall, and an uninstall ends live sessions', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  await installWith(app, token, body);
  const session = await app.signIn(site);
  app.clock.pass(10);
  await site.call('uninstalled');
  await installWith(app, token, body);
  expect(await callWith(app, session)).toBe('401 session_revoked');
  expect(await exchangeWith(app, site.context())).toBe('401 host_token_invalid');
});

it.each([0, 60])('a token of an install takes in no other body %i s later', async (seconds) => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  expect(await installWith(app, token, body)).toBe('admitted');
  app.clock.pass(seconds);
  const sharedSecret = 'x'.repeat(64);
  const evil = { ...body, sharedSecret, baseUrl: 'https://evil.example' };
  expect(await installWith(app, token, evil)).toBe('401 host_token_invalid');
  expect(await exchangeWith(app, site.context({ secret: sharedSecret }))).toBe('401 host_token_invalid');
  expect(await exchangeWith(app, site.context())).toBe('admitted');
});

it('of two installs of one second, a replay of the earlier changes nothing', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  await installWith(app, token, body);
  const old = site.secret;
  site.rotateSecret();
  await site.call('installed', { claims: { jti: 'another token' } });
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
  app.clock.pass(1200);
  expect(await exchangeWith(app, site.context())).toBe('admitted');
  expect(await exchangeWith(app, site.context({ secret: old }))).toBe('401 host_token_invalid');
});

it('an install that is replayed does not undo an uninstall of the same second', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  await installWith(app, token, body);
  await site.call('uninstalled');
  expect(await installWith(app, token, body)).toBe('admitted');
  expect(await exchangeWith(app, site.context())).toBe('401 host_token_invalid');
});

it('an install that an attacker sent first with the same token is noticed: the host learns that its own failed', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const [token, body] = [await site.lifecycleToken('/authbeat/installed'), site.lifecycleBody('installed')];
  await installWith(app, token, { ...body, sharedSecret: 'x'.repeat(64) });
  expect(await installWith(app, token, body)).toBe('401 host_token_invalid');
  app.clock.pass(1);
  expect((await site.call('installed')).status).toBe(204);
  expect(await exchangeWith(app, site.context())).toBe('admitted');
});

it('an install without a time of issue is refused: a replay of it would look like a later one', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken('/authbeat/installed', { iat: undefined });
  expect(await installWith(app, token, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
});

it.each(['first', 'last'])('an uninstall that arrives %s leaves no secret of before it', async (arrival) => {
  const app = await startApp();
  const site = await app.installedSite();
  const old = site.context({ life: 900 });
  app.clock.pass(10);
  const uninstalled = Math.floor(app.clock.now() / 1000);
  app.clock.pass(10);
  const uninstall = async (): Promise<Response> => site.call('uninstalled', { claims: { iat: uninstalled } });
  if (arrival === 'first') await uninstall();
  site.rotateSecret();
  await site.call('installed');
  if (arrival === 'last') await uninstall();
  expect(await exchangeWith(app, old)).toBe('401 host_token_invalid');
  expect(await exchangeWith(app, site.context())).toBe('admitted');
});

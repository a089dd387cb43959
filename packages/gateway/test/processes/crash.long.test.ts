import { expect, it } from 'vitest';
import { newSqliteStore, startApp, type TestApp } from './app.ts';
import { startProcess, type GatewayProcess } from './start-process.ts';

/** How long a pending secret verifies, in seconds: longer than a gateway takes to start again. */
const PENDING_LIFETIME = 15;

/** Installs the app again, with this token; the gateway is killed when the app has accepted, before it responds. */
async function crashWhileInstalling(
  { app, call }: TestApp,
  gateway: GatewayProcess,
  token: string,
): Promise<void> {
  app.beforeResponse = async () => gateway.kill();
  expect(await call(gateway, 'installed', token)).toBeUndefined();
  app.beforeResponse = undefined;
}

async function statuses({ exchange }: TestApp, gateway: GatewayProcess, secrets: readonly string[]) {
  const responses = await Promise.all(secrets.map(async (secret) => exchange(gateway, secret)));
  return responses.map(({ status }) => status);
}

it('accepts both secrets for a while when it was killed before it kept the new one', async () => {
  const test = await startApp();
  const { app, site, clock, place, call } = test;
  const setting = {
    ...place,
    store: newSqliteStore(),
    environment: { AUTHBEAT_GATEWAY_PREVIOUS_SECRET_LIFETIME: String(PENDING_LIFETIME) },
  };
  const first = await startProcess(setting);
  expect(await call(first, 'installed')).toBe(204);
  const old = site.secret;
  clock.pass(1);
  site.rotateSecret();
  await crashWhileInstalling(test, first, await site.lifecycleToken('/installed'));
  expect(app.secrets.get(site.clientKey)).toBe(site.secret);

  const second = await startProcess(setting);
  expect(await statuses(test, second, [old, site.secret])).toEqual([200, 200]);
  expect(await (await fetch(second.origin + site.iframe('/foo.html'))).text()).toBe('hello alice');

  const newStatus = async (): Promise<number[]> => statuses(test, second, [old, site.secret]);
  await expect.poll(newStatus, { timeout: 60_000, interval: 500 }).toEqual([200, 401]);
  // The host repeats its call until it gets a 2xx.
  clock.pass(1);
  expect(await call(second, 'installed')).toBe(204);
  expect(await statuses(test, second, [old, site.secret])).toEqual([200, 200]);
});

it.each([
  ['the same token', false],
  ['a new token', true],
])('is safe to call again after a crash, with %s', async (_how, isNew) => {
  const test = await startApp();
  const { site, clock, place, call } = test;
  const setting = { ...place, store: newSqliteStore() };
  const first = await startProcess(setting);
  expect(await call(first, 'installed')).toBe(204);
  const old = site.secret;
  clock.pass(1);
  site.rotateSecret();
  const token = await site.lifecycleToken('/installed');
  await crashWhileInstalling(test, first, token);
  const second = await startProcess(setting);
  expect(await call(second, 'installed', isNew ? undefined : token)).toBe(204);
  expect(await statuses(test, second, [old, site.secret])).toEqual([200, 200]);
  expect(await (await fetch(second.origin + site.iframe('/foo.html'))).text()).toBe('hello alice');
});

it('passes pages unhealed after a crash during the first install, until the host calls again', async () => {
  const test = await startApp();
  const { site, place, call } = test;
  const setting = { ...place, store: newSqliteStore() };
  const first = await startProcess(setting);
  const token = await site.lifecycleToken('/installed');
  await crashWhileInstalling(test, first, token);
  const second = await startProcess(setting);
  // The app knows the tenant, and the gateway does not.
  expect(await (await fetch(second.origin + site.iframe('/foo.html'))).text()).toBe('hello alice');
  expect(await statuses(test, second, [site.secret])).toEqual([401]);
  expect(await call(second, 'installed', token)).toBe(204);
  expect(await statuses(test, second, [site.secret])).toEqual([200]);
});

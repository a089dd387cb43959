import type { LifecycleEvent } from '@authbeat/core';
import { expect, it } from 'vitest';
import { StoreError } from '../../src/index.ts';
import type { AuthbeatRequest, LifecycleCall, LifecycleVerdict } from '../../src/index.ts';
import { exchangeForm, startApp, type TestApp } from '../support/app.ts';
import type { Site } from '../support/site.ts';

const PATH = '/app/own-path';

/** A lifecycle call of a site, at a path of the app's own. */
async function judge(
  app: TestApp,
  site: Site,
  event: LifecycleEvent,
  token?: string,
): Promise<LifecycleVerdict> {
  const authorization = `JWT ${token ?? (await site.lifecycleToken(PATH))}`;
  const headers: Record<string, string> = { authorization, 'content-type': 'application/json' };
  const bytes = Buffer.from(JSON.stringify(site.lifecycleBody(event)));
  const request: AuthbeatRequest = {
    method: 'POST',
    url: PATH,
    header: (name) => headers[name],
    body: async () => ({ state: 'raw', bytes }),
  };
  return app.authbeat.lifecycle(event)(request);
}

async function admitted(
  app: TestApp,
  site: Site,
  event: LifecycleEvent,
  token?: string,
): Promise<LifecycleCall> {
  const verdict = await judge(app, site, event, token);
  if (!verdict.admitted) throw new Error(verdict.response.body);
  return verdict.call;
}

async function exchanges(app: TestApp, site: Site, secret = site.secret): Promise<number> {
  return (await app.post('/authbeat/session', exchangeForm(site.context({ secret })))).status;
}

it('keeps an install at a path of the app when it is committed, and not before', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const call = await admitted(app, site, 'installed');
  expect(await call.prepare()).toBeUndefined();
  expect(await exchanges(app, site)).toBe(401);
  expect(await call.commit()).toMatchObject({ status: 204 });
  expect(await exchanges(app, site)).toBe(200);
});

it('lets both secrets verify between an upstream that accepts and the commit', async () => {
  const app = await startApp({ previousSecretLifetime: 60 });
  const site = await app.installedSite();
  const old = site.secret;
  app.clock.pass(1);
  site.rotateSecret();
  await (await admitted(app, site, 'installed')).prepare();
  expect([await exchanges(app, site), await exchanges(app, site, old)]).toEqual([200, 200]);
  // As after a crash: the pending secret is forgotten, and the host's retry brings it again.
  app.clock.pass(61);
  expect([await exchanges(app, site), await exchanges(app, site, old)]).toEqual([401, 200]);
  const again = await admitted(app, site, 'installed');
  expect(await again.prepare()).toBeUndefined();
  await again.commit();
  app.clock.pass(61);
  expect([await exchanges(app, site), await exchanges(app, site, old)]).toEqual([200, 401]);
});

it('drops the pending secret when the upstream refuses', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const old = site.secret;
  app.clock.pass(1);
  site.rotateSecret();
  const call = await admitted(app, site, 'installed');
  await call.prepare();
  await call.abandon();
  expect([await exchanges(app, site), await exchanges(app, site, old)]).toEqual([401, 200]);
});

it('does not let a call be forwarded twice, because its token does not cover its body', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken(PATH);
  const first = await admitted(app, site, 'installed', token);
  await first.prepare();
  await first.commit();
  expect(await (await admitted(app, site, 'installed', token)).prepare()).toMatchObject({ status: 204 });
  site.rotateSecret();
  expect(await (await admitted(app, site, 'installed', token)).prepare()).toMatchObject({ status: 401 });
});

it('responds 503 when the store fails, and keeps nothing', async () => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const call = await admitted(app, site, 'installed');
  await app.authbeat.close();
  expect(await call.prepare()).toMatchObject({ status: 503 });
  expect(await call.commit()).toMatchObject({ status: 503 });
  await call.abandon();
  const failed = { type: 'failed', door: 'lifecycle', error: expect.any(StoreError) as Error };
  expect(app.events).toEqual([{ type: 'admitted', door: 'lifecycle' }, failed, failed]);
  await app.authbeat.open();
  expect(await exchanges(app, site)).toBe(401);
});

it('refuses a token for another path, with a link to the documentation', async () => {
  const app = await startApp({ docsUrl: 'https://docs.example.com' });
  const site = app.site('tenant-a');
  const verdict = await judge(app, site, 'installed', await site.lifecycleToken('/authbeat/installed'));
  expect(verdict).toMatchObject({ admitted: false, response: { status: 401 } });
  expect(verdict.admitted ? '' : verdict.response.body).toContain(
    '"docs":"https://docs.example.com/refusals/host_token_invalid/"',
  );
});

it('ends the access of a disabled tenant where the app asks for it', async () => {
  const app = await startApp({ disabledTenants: 'refuse' });
  const site = await app.installedSite();
  const toggle = async (event: LifecycleEvent): Promise<void> => {
    app.clock.pass(1);
    const call = await admitted(app, site, event, site.bound('POST', PATH));
    await call.commit();
  };
  await toggle('disabled');
  expect(await exchanges(app, site)).toBe(401);
  await toggle('enabled');
  expect(await exchanges(app, site)).toBe(200);
});

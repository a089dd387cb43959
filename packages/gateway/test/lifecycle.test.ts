import { expect, it } from 'vitest';
import { exchangeForm } from '../../server/test/support/app.ts';
import type { Site } from '../../server/test/support/site.ts';
import { startGateway, type TestGateway } from './support/start.ts';

async function exchanges({ post }: TestGateway, site: Site, secret = site.secret): Promise<number> {
  return (await post('/authbeat/session', exchangeForm(site.context({ secret })))).status;
}

it('forwards a call with its bytes, path and headers, and responds what the app responded', async () => {
  const started = await startGateway();
  const site = started.site();
  const response = await started.call(site, 'installed');
  expect([response.status, response.headers.get('x-upstream')]).toEqual([204, '/installed']);
  expect(started.app.secrets.get(site.clientKey)).toBe(site.secret);
  expect(started.app.seen.at(-1)).toMatchObject({ method: 'POST', url: '/installed' });
  expect(started.app.seen.at(-1)?.headers.authorization).toMatch(/^JWT /);
  expect(await exchanges(started, site)).toBe(200);
});

it('keeps no tenant that the app refused, and the old secret when the app refused a new one', async () => {
  const started = await startGateway();
  const site = started.site();
  started.app.lifecycleStatus = 500;
  expect((await started.call(site, 'installed')).status).toBe(500);
  expect(await exchanges(started, site)).toBe(401);
  started.app.lifecycleStatus = 204;
  await started.call(site, 'installed');
  const old = site.secret;
  started.clock.pass(1);
  site.rotateSecret();
  started.app.lifecycleStatus = 500;
  expect((await started.call(site, 'installed')).status).toBe(500);
  expect([await exchanges(started, site), await exchanges(started, site, old)]).toEqual([401, 200]);
  started.clock.pass(1);
  started.app.lifecycleStatus = 204;
  expect((await started.call(site, 'installed')).status).toBe(204);
  expect([await exchanges(started, site), await exchanges(started, site, old)]).toEqual([200, 200]);
});

it.each(['uninstalled', 'disabled'] as const)(
  'ends access with %s at once, whatever the app responds',
  async (event) => {
    const started = await startGateway();
    const site = await started.installedSite();
    started.clock.pass(1);
    started.app.lifecycleStatus = 500;
    expect((await started.call(site, event)).status).toBe(500);
    expect(await exchanges(started, site)).toBe(401);
    expect((await started.get(site.iframe('/foo.html'))).status).toBe(401);
  },
);

it('forwards no call that nothing has signed, and none below its own mount', async () => {
  const started = await startGateway();
  const site = started.site();
  const body = JSON.stringify(site.lifecycleBody('installed'));
  const headers = { 'content-type': 'application/json' };
  const unsigned = await fetch(`${started.baseUrl}/installed`, { method: 'POST', headers, body });
  expect(unsigned.status).toBe(401);
  const authorization = `JWT ${await site.lifecycleToken('/authbeat/installed')}`;
  const mounted = await fetch(`${started.baseUrl}/authbeat/installed`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
  });
  expect(mounted.status).toBe(404);
  expect(started.app.seen).toEqual([]);
});

it('forwards a replayed call to nothing: its token does not cover the body', async () => {
  const started = await startGateway();
  const site = started.site();
  const authorization = `JWT ${await site.lifecycleToken('/installed')}`;
  const install = async (): Promise<number> => {
    const headers = { 'content-type': 'application/json', authorization };
    const body = JSON.stringify(site.lifecycleBody('installed'));
    return (await fetch(`${started.baseUrl}/installed`, { method: 'POST', headers, body })).status;
  };
  expect(await install()).toBe(204);
  site.rotateSecret();
  expect(await install()).toBe(401);
  expect(started.app.seen.length).toBe(1);
});

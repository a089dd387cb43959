import { describe, expect, it } from 'vitest';
import type { Site } from '../../server/test/support/site.ts';
import { startGateway } from './support/start.ts';

it('passes a live page load on as it came', async () => {
  const { app, get, installedSite } = await startGateway();
  const site = await installedSite();
  const url = site.iframe('/foo.html?issue=AB-1&x=%2f+%20');
  const response = await get(url);
  expect([response.status, await response.text()]).toEqual([200, 'hello alice']);
  expect(app.seen.at(-1)?.url).toBe(url);
});

it('heals an expired page load, and shows the app the request as the host would have made it', async () => {
  const { app, clock, get, installedSite, recover } = await startGateway();
  const site = await installedSite();
  const url = site.iframe('/foo.html?issue=AB-1&b%5B%5D=1&bA=2');
  clock.pass(900);
  const expired = await get(url);
  expect(expired.status).toBe(401);
  expect(await expired.text()).toContain('Signing in again');
  const healed = await get(await recover(site, url));
  expect([healed.status, await healed.text()]).toEqual([200, 'hello alice']);
  const seen = app.seen.at(-1)?.url ?? '';
  expect(seen.replace(/jwt=[^&]+/, 'jwt=…')).toBe('/foo.html?issue=AB-1&b%5B%5D=1&bA=2&jwt=…');
});

it('mints a token anew for a load that is admitted within the leeway only', async () => {
  const { clock, get, installedSite } = await startGateway();
  const site = await installedSite();
  const url = site.iframe('/foo.html', { life: 60 });
  clock.pass(65);
  const response = await get(url);
  expect([response.status, await response.text()]).toEqual([200, 'hello alice']);
});

it('heals the pages of a template, each time that its frame is reloaded', async () => {
  const { clock, get, installedSite, recover } = await startGateway();
  const site = await installedSite();
  let url = site.iframe('/items/42/view');
  for (let round = 0; round < 3; round += 1) {
    clock.pass(600);
    expect((await get(url)).status).toBe(401);
    url = await recover(site, url);
    expect((await get(url)).status).toBe(200);
  }
});

it('passes the page of an unknown tenant on, and refuses a forged token of a known one', async () => {
  const { app, get, installedSite, site } = await startGateway();
  const known = await installedSite();
  const unknown = site('tenant-b');
  app.secrets.set('tenant-b', unknown.secret);
  expect(await (await get(unknown.iframe('/foo.html'))).text()).toBe('hello alice');
  const count = app.seen.length;
  expect((await get(known.iframe('/foo.html', { secret: unknown.secret }))).status).toBe(401);
  expect(app.seen.length).toBe(count);
});

it('mints a token for a load that was signed with the secret before a rotation, which the app has forgotten', async () => {
  const { app, call, clock, get, installedSite } = await startGateway();
  const site = await installedSite();
  const url = site.iframe('/foo.html');
  clock.pass(1);
  site.rotateSecret();
  expect((await call(site, 'installed')).status).toBe(204);
  const response = await get(url);
  expect([response.status, await response.text()]).toEqual([200, 'hello alice']);
  expect(app.seen.at(-1)?.url).not.toBe(url);
});

describe("a link with the app's own token", () => {
  const linked = { pages: ['/linked.html'] };
  const link = (site: Site, url: string): string => {
    const token = site.sign({ iss: 'issue-panel', aud: [site.clientKey], context: {} }, { life: 180 });
    return `${url}jwt=${token}`;
  };

  it.each(['pass', 'refuse'] as const)(
    'passes while it is good, and heals when it has expired (%s)',
    async (unknown) => {
      const { app, clock, get, installedSite, recover } = await startGateway({ ...linked, unknown });
      const site = await installedSite();
      const url = link(site, '/linked.html?item=1&');
      expect(await (await get(url)).text()).toBe('hello alice');
      expect(app.seen.at(-1)?.url).toBe(url);
      clock.pass(900);
      const expired = await get(url);
      expect([expired.status, await expired.text()]).toEqual([
        401,
        expect.stringContaining('Signing in again'),
      ]);
      const healed = await get(await recover(site, url));
      expect([healed.status, await healed.text()]).toEqual([200, 'hello alice']);
      expect(app.seen.at(-1)?.url.replace(/jwt=[^&]+/, 'jwt=…')).toBe('/linked.html?item=1&jwt=…');
    },
  );

  it('opens no page whose parameters the host has to sign, before and after it heals', async () => {
    const { clock, get, installedSite, recover } = await startGateway();
    const site = await installedSite();
    const url = link(site, '/foo.html?issue=AB-2&');
    expect(await (await get(url)).text()).toBe('refused by the app');
    clock.pass(900);
    expect(await (await get(await recover(site, url))).text()).toBe('refused by the app');
  });

  it('is refused where the app judges no tokens', async () => {
    const { app, get, installedSite } = await startGateway({ ...linked, pageIdentity: 'headers' });
    const site = await installedSite();
    const count = app.seen.length;
    expect((await get(link(site, '/linked.html?'))).status).toBe(401);
    expect(app.seen.length).toBe(count);
  });
});

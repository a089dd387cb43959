import { describe, expect, it } from 'vitest';
import { refusalOf, startApp, type TestApp } from '../support/app.ts';

const HOOK = '/hooks/issue?user_id=1';

async function deliver(app: TestApp, token: string, url = HOOK): Promise<Response> {
  return fetch(app.baseUrl + url, { method: 'POST', headers: { authorization: `JWT ${token}` } });
}

describe('webhook()', () => {
  it('admits a token for this request once, however many try at the same time', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const token = site.bound('POST', HOOK);
    const responses = await Promise.all([1, 2, 3, 4, 5].map(async () => deliver(app, token)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = responses.find(({ status }) => status !== 200);
    expect(refused && (await refusalOf(refused))).toBe('401 host_token_invalid');
  });

  it('remembers a token until it has expired', async () => {
    const app = await startApp({ leeway: 10 });
    const site = await app.installedSite();
    const token = site.bound('POST', HOOK);
    expect((await deliver(app, token)).status).toBe(200);
    for (const seconds of [60, 60, 60, 9]) {
      app.clock.pass(seconds);
      expect((await deliver(app, token)).status).toBe(401);
    }
  });

  it.each([
    [0, 0.12345],
    [0.1, 0],
    [2.3, 0.7],
  ])('admits with a leeway of %d s a token that ends %d s after a full second', async (leeway, fraction) => {
    const app = await startApp({ leeway });
    const site = await app.installedSite();
    const exp = Math.floor(app.clock.now() / 1000) + 100 + fraction;
    expect((await deliver(app, site.bound('POST', HOOK, { claims: { exp } }))).status).toBe(200);
  });

  it('refuses a token for another URL or method', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    expect((await deliver(app, site.bound('POST', HOOK), '/hooks/issue?user_id=2')).status).toBe(401);
    expect((await deliver(app, site.bound('GET', HOOK))).status).toBe(401);
  });

  it('bears the drift of the host’s clock for the leeway', async () => {
    const app = await startApp({ leeway: 10 });
    const site = await app.installedSite();
    const token = site.bound('POST', HOOK);
    app.clock.pass(189);
    expect((await deliver(app, token)).status).toBe(200);
  });
});

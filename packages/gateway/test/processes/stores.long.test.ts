import { expect, it } from 'vitest';
import { describeDatabase, type Database } from '../../../server/test/stores/servers/database.ts';
import { POSTGRES } from '../../../server/test/stores/servers/postgres.ts';
import { REDIS } from '../../../server/test/stores/servers/redis.ts';
import { newSqliteStore, startApp } from './app.ts';
import { startProcess } from './start-process.ts';

/** What instances of the command that share nothing but a store have to agree on. */
function itIsOneGateway(storeUrl: () => string): void {
  it('is one gateway, whichever instance a request reaches', async () => {
    const { app, site, clock, place, call, exchange } = await startApp();
    const setting = { ...place, store: storeUrl() };
    const [one, two] = await Promise.all([startProcess(setting), startProcess(setting)]);
    expect(await call(one, 'installed')).toBe(204);

    const { access_token: session } = (await (await exchange(two)).json()) as { access_token: string };
    const authorization = `Bearer ${session}`;
    const openApi = async ({ origin }: typeof one): Promise<string> =>
      (await fetch(`${origin}/api/me`, { headers: { authorization } })).text();
    expect([await openApi(one), await openApi(two)]).toEqual(['hello alice', 'hello alice']);

    const now = Math.floor(clock.now() / 1000);
    const stale = site.iframe('/foo.html?issue=AB-1', { claims: { iat: now - 600, exp: now - 300 } });
    expect((await fetch(one.origin + stale)).status).toBe(401);
    const form = new URLSearchParams({ subject_token: site.context(), url: stale });
    const recovered = await fetch(`${two.origin}/authbeat/recovery`, { method: 'POST', body: form });
    const { url } = (await recovered.json()) as { url: string };
    expect(await (await fetch(one.origin + url)).text()).toBe('hello alice');
    // A ticket is good once, at all instances together.
    expect((await fetch(two.origin + url)).status).toBe(401);

    await one.kill();
    const three = await startProcess(setting);
    expect(await openApi(three)).toBe('hello alice');

    clock.pass(1);
    expect(await call(two, 'uninstalled')).toBe(204);
    const statusAt = async (): Promise<number> =>
      (await fetch(`${three.origin}/api/me`, { headers: { authorization } })).status;
    await expect.poll(statusAt).toBe(401);
    expect(app.seen.filter(({ method }) => method === 'POST').map(({ url: path }) => path)).toEqual([
      '/installed',
      '/uninstalled',
    ]);
    expect([await two.end(), await three.end()]).toEqual([0, 0]);
  });
}

const addressOf = (
  { address, login: { username = 'authbeat', password } }: Database,
  isPostgres: boolean,
) => {
  const user = isPostgres ? `${username}${password === undefined ? '' : `:${password}`}@` : '';
  return `${user}${address.host}:${address.port}`;
};

describeDatabase(POSTGRES, (database) => {
  itIsOneGateway(() => `postgres://${addressOf(database(), true)}/postgres`);
});

describeDatabase(REDIS, (database) => {
  itIsOneGateway(() => `redis://${addressOf(database(), false)}`);
});

itIsOneGateway(newSqliteStore);

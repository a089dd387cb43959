import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { importTenants, type AceStore, type ImportReport } from '../../../src/import/index.ts';
import { memoryStore } from '../../../src/stores/memory.ts';
import { APP_KEY, startApp } from '../../support/app.ts';
import { startKeyServer } from '../../support/key-server.ts';
import { Site } from '../../support/site.ts';
import { startAceApp } from './app.ts';

const CLOCK = { now: () => Date.now(), pass: () => {} };

/**
 * Installs an app on atlassian-connect-express for three sites, imports its tenants, and checks that an app on Authbeat
 * admits the very tokens that the first app admits.
 *
 * @param options the option `store` of atlassian-connect-express
 * @param ace the same store, for the import
 * @returns the status with which the app on Authbeat responds to each token at last
 */
export async function moveTenants(options: object, ace: AceStore): Promise<readonly number[]> {
  const keyServer = await startKeyServer();
  const before = await startAceApp(APP_KEY, options, keyServer.origin);
  const into = memoryStore();
  const after = await startApp({ store: into, now: CLOCK.now, leeway: 10 });
  onTestFinished(async () => {
    await Promise.all([before.close(), keyServer.close()]);
  });

  const sites = ['one', 'two', 'three'].map(
    (name) =>
      new Site({
        clientKey: `${name}-${randomUUID()}`,
        appKey: APP_KEY,
        baseUrl: before.origin,
        clock: CLOCK,
        signingKey: keyServer,
      }),
  );
  for (const site of sites) expect((await site.call('installed', { path: '/installed' })).status).toBe(204);
  await before.settings.set('preferences', { theme: 'dark' }, sites[0]?.clientKey ?? '');
  const urls = sites.map((site) => site.iframe('/foo.html?issueKey=AB-1'));
  const ask = async (origin: string): Promise<number[]> =>
    Promise.all(urls.map(async (url) => (await fetch(origin + url)).status));
  expect(await ask(before.origin)).toEqual([200, 200, 200]);
  expect(await ask(after.baseUrl)).toEqual([401, 401, 401]);

  const run = async (write: boolean): Promise<ImportReport> =>
    importTenants({ from: ace, into, appKey: APP_KEY, write });
  const statuses = ({ tenants }: ImportReport): string[] => tenants.map(({ status }) => status);
  const plan = await run(false);
  expect(statuses(plan)).toEqual(['new', 'new', 'new']);
  expect(plan.tenants.map(({ clientKey }) => clientKey).toSorted()).toEqual(
    sites.map(({ clientKey }) => clientKey).toSorted(),
  );
  expect([...plan.others]).toEqual([['preferences', 1]]);
  expect(await ask(after.baseUrl)).toEqual([401, 401, 401]);
  expect(statuses(await run(true))).toEqual(['new', 'new', 'new']);
  expect(await ask(after.baseUrl)).toEqual([200, 200, 200]);
  expect(statuses(await run(true))).toEqual(['same', 'same', 'same']);
  expect(await ask(before.origin)).toEqual([200, 200, 200]);
  return ask(after.baseUrl);
}

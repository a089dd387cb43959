import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startHost } from '@authbeat/host';
import { createAuthbeat, type Authbeat, type Store } from '@authbeat/server';
import { toExpress } from '@authbeat/server/express';
import { aceTable, followAce, importTenants, sqlite } from '@authbeat/server/import';
import { sqliteStore } from '@authbeat/server/sqlite';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../packages/server/test/support/listen.ts';
import { bundle } from '../client/bundle.ts';
import { launchBrowser } from '../harness/browser.ts';
import { createAfter, PAGE_SCRIPT } from './after.ts';
import { createBefore } from './before.ts';

test('an app moves from atlassian-connect-express to Authbeat, and no site installs it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-from-ace-'));
  const storage = join(folder, 'ace.db');
  const host = await startHost({ iframeTokenLifetime: 600 });
  const server = createServer();
  const listening = await listen(server);
  const baseUrl = listening.origin;
  const browser = await launchBrowser();
  onTestFinished(async () => {
    await browser.close();
    await Promise.all([host.close(), listening.close()]);
    rmSync(folder, { recursive: true });
  });
  const deploy = (app: RequestListener): void => void server.removeAllListeners('request').on('request', app);

  process.env['CONNECT_KEYS_CDN_URL'] = host.keyServerUrl;
  const before = createBefore({ baseUrl, storage, bridgeUrl: host.bridgeUrl });
  deploy(before);
  const descriptorUrl = `${baseUrl}/atlassian-connect.json`;
  const first = await host.install(descriptorUrl);
  const urls = [host.site.pageUrl(first, 'panel')];
  for (const site of [host.addSite('second'), host.addSite('third')])
    urls.push(site.pageUrl(await site.install(descriptorUrl), 'panel'));
  const page = await browser.newPage();
  const frameUrls: string[] = [];
  const look = async (release: string): Promise<void> => {
    for (const url of urls) {
      await page.goto(url);
      const frame = page.getByRole('region', { name: 'Panel' }).frameLocator('iframe');
      await frame.getByText(new RegExp(`, dark, ${release}$`)).waitFor();
      frameUrls.push(
        page
          .frames()
          .find((each) => each.url().startsWith(baseUrl))
          ?.url() ?? '',
      );
    }
  };
  await look('before');

  const database = new DatabaseSync(storage);
  onTestFinished(() => database.close());
  const ace = aceTable(sqlite(database));
  const own = sqliteStore(join(folder, 'authbeat.db'));
  const create = (store: Store): Authbeat => {
    const authbeat = createAuthbeat({
      appKey: 'moving-app',
      baseUrl,
      sessionKeys: ['the browser tests sign their sessions with this key'],
      store,
      installKeyServers: [host.keyServerUrl],
      bridgeUrl: host.bridgeUrl,
      lifecyclePaths: { installed: '/installed', uninstalled: '/uninstalled' },
    });
    onTestFinished(async () => authbeat.close());
    return authbeat;
  };
  const { endpoints } = toExpress(create(followAce(ace, own, { appKey: 'moving-app' })));
  deploy(express().use(endpoints()).use(before));
  // Authbeat gets the new secret, and the routes of atlassian-connect-express know it.
  await first.rotateSecret();
  await look('before');

  const report = await importTenants({ from: ace, into: own, appKey: 'moving-app', write: true });
  expect(report.tenants.map(({ status }) => status)).toEqual(['own', 'new', 'new']);
  const authbeat = create(own);
  const script = await bundle(PAGE_SCRIPT);
  deploy(createAfter({ authbeat, baseUrl, database, bridgeUrl: host.bridgeUrl, script }));

  const statuses = await Promise.all(frameUrls.map(async (url) => (await fetch(url)).status));
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
  await look('after');
  const installs = host.timeline.events.filter(
    ({ kind, data }) => kind === 'lifecycle' && data['event'] === 'installed',
  );
  expect(installs, 'one for each site, and the new secret').toHaveLength(urls.length + 1);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startHost, type Site } from '@authbeat/host';
import { createAuthbeat } from '@authbeat/server';
import { aceTable, importTenants, sqlite } from '@authbeat/server/import';
import { sqliteStore } from '@authbeat/server/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../packages/server/test/support/listen.ts';
import { bundle } from '../client/bundle.ts';
import { launchBrowser } from '../harness/browser.ts';
import { createAfter, PAGE_SCRIPT } from './after.ts';
import { createBefore } from './before.ts';

test('an app moves from atlassian-connect-express to Authbeat, and no site installs it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-from-ace-'));
  const storage = join(folder, 'ace.db');
  const host = await startHost();
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
  deploy(createBefore({ baseUrl, storage, bridgeUrl: host.bridgeUrl }));
  const sites: readonly Site[] = [host.site, host.addSite('second'), host.addSite('third')];
  const urls: string[] = [];
  for (const site of sites) {
    const installation = await site.install(`${baseUrl}/atlassian-connect.json`);
    urls.push(site.pageUrl(installation, 'panel'));
  }
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

  const database = new DatabaseSync(storage, { readOnly: true });
  const store = sqliteStore(join(folder, 'authbeat.db'));
  const report = await importTenants({
    from: aceTable(sqlite(database)),
    into: store,
    appKey: 'moving-app',
    write: true,
  });
  expect(report.tenants.map(({ status }) => status)).toEqual(['new', 'new', 'new']);
  const authbeat = createAuthbeat({
    appKey: 'moving-app',
    baseUrl,
    sessionKeys: ['the browser tests sign their sessions with this key'],
    store,
    installKeyServers: [host.keyServerUrl],
    bridgeUrl: host.bridgeUrl,
    lifecyclePaths: { installed: '/installed', uninstalled: '/uninstalled' },
  });
  onTestFinished(async () => {
    await authbeat.close();
    database.close();
  });
  const script = await bundle(PAGE_SCRIPT);
  deploy(createAfter({ authbeat, baseUrl, database, bridgeUrl: host.bridgeUrl, script }));

  const statuses = await Promise.all(frameUrls.map(async (url) => (await fetch(url)).status));
  expect(statuses).toEqual([200, 200, 200]);
  await look('after');
  const installs = host.timeline.events.filter(
    ({ kind, data }) => kind === 'lifecycle' && data['event'] === 'installed',
  );
  expect(installs).toHaveLength(sites.length);
});

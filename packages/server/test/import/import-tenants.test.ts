import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  aceTable,
  exportTenants,
  forgetTenant,
  importTenants,
  jsonLines,
  springTable,
  sqlite,
  type ImportReport,
  type TenantSource,
} from '../../src/import/index.ts';
import { readTenantSecrets, type Store } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { APP_KEY, exchangeForm, startApp } from '../support/app.ts';

const secretOf = (name: string): string => `${name}-${'s'.repeat(40)}`;

function installedBody(clientKey: string, replacements: object = {}): Record<string, unknown> {
  return {
    key: APP_KEY,
    clientKey,
    sharedSecret: secretOf(clientKey),
    baseUrl: `https://${clientKey}.atlassian.net`,
    productType: 'jira',
    publicKey: 'not kept',
    ...replacements,
  };
}

const fromJson = (...bodies: object[]): TenantSource => jsonLines(bodies.map((body) => JSON.stringify(body)));

async function importInto(into: Store, from: TenantSource, write = true): Promise<ImportReport> {
  return importTenants({ from, into, appKey: APP_KEY, write });
}

const statuses = ({ tenants }: ImportReport): string[] => tenants.map(({ status }) => status);

describe('an import', () => {
  it('writes nothing unless it is asked to', async () => {
    const into = memoryStore();
    expect(statuses(await importInto(into, fromJson(installedBody('a')), false))).toEqual(['new']);
    expect(await into.readTenant('a')).toBeUndefined();
  });

  it('may be repeated, and writes only what has changed', async () => {
    const into = memoryStore();
    const run = async (...bodies: object[]) => statuses(await importInto(into, fromJson(...bodies)));
    expect(await run(installedBody('a'), installedBody('b'))).toEqual(['new', 'new']);
    expect(await run(installedBody('a'), installedBody('b'))).toEqual(['same', 'same']);
    expect(await into.readTenant('a')).toMatchObject({ version: 1, details: { productType: 'jira' } });
    const moved = installedBody('a', { baseUrl: 'https://moved.atlassian.net' });
    expect(await run(moved, installedBody('b'))).toEqual(['changed', 'same']);
    expect(await into.readTenant('a')).toMatchObject({ version: 2, baseUrl: 'https://moved.atlassian.net' });
  });

  it('names what it leaves, and why', async () => {
    const into = memoryStore();
    const report = await importInto(
      into,
      jsonLines([
        '{ not json',
        ...[
          installedBody('a'),
          installedBody('a', { sharedSecret: secretOf('other') }),
          installedBody('no-secret', { sharedSecret: undefined }),
          installedBody('short', { sharedSecret: 'x'.repeat(31) }),
          installedBody('gone', { eventType: 'uninstalled' }),
          installedBody('other', { key: 'another-app' }),
          installedBody('http', { baseUrl: 'http://jira.example.com' }),
          { key: APP_KEY },
        ].map((body) => JSON.stringify(body)),
      ]),
    );
    expect(statuses(report)).toEqual([
      'unreadable',
      'new',
      'duplicate',
      'secret-missing',
      'secret-short',
      'uninstalled',
      'other-app',
      'base-url',
      'unreadable',
    ]);
    expect((await into.readTenant('a'))?.secret).toBe(secretOf('a'));
    expect(JSON.stringify(report)).not.toContain('sss');
  });

  it('seals the secrets', async () => {
    const encryptionKeys = [randomBytes(48).toString('base64')];
    const into = memoryStore();
    const options = { into, appKey: APP_KEY, encryptionKeys, write: true };
    await importTenants({ ...options, from: fromJson(installedBody('a')) });
    const record = await into.readTenant('a');
    expect(record?.secret).not.toContain(secretOf('a'));
    expect(record && readTenantSecrets(record, encryptionKeys).secret).toBe(secretOf('a'));
    const again = await importTenants({ ...options, from: fromJson(installedBody('a')) });
    expect(statuses(again)).toEqual(['same']);
  });

  it('reports all mistakes in its options at once', async () => {
    const options = { from: {}, into: {}, appKey: '', encryptionKeys: ['short'] } as never;
    await expect(importTenants(options)).rejects.toMatchObject({
      code: 'configuration_invalid',
      problems: [
        expect.stringContaining('`from`'),
        expect.stringContaining('`into`'),
        expect.stringContaining('`appKey`'),
        expect.stringContaining('`encryptionKeys[0]`'),
      ],
    });
  });
});

describe('an imported tenant', () => {
  it('is admitted without a new install, and its next lifecycle calls count', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = app.site('tenant-a');
    const exchange = async (): Promise<number> =>
      (await app.post('/authbeat/session', exchangeForm(site.context()))).status;
    expect(await exchange()).toBe(401);
    const body = installedBody('tenant-a', { sharedSecret: site.secret });
    await importInto(store, fromJson(body));
    expect(await exchange()).toBe(200);

    site.rotateSecret();
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchange()).toBe(200);
    expect(statuses(await importInto(store, fromJson(body)))).toEqual(['own']);
    expect(await exchange()).toBe(200);

    app.clock.pass(1);
    expect((await site.call('uninstalled')).status).toBe(204);
    expect(statuses(await importInto(store, fromJson(body)))).toEqual(['own']);
    expect(await exchange()).toBe(401);
  });

  it('stays out when its uninstall comes before any install', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = app.site('tenant-a');
    const body = installedBody('tenant-a', { sharedSecret: site.secret });
    await importInto(store, fromJson(body));
    expect((await site.call('uninstalled')).status).toBe(204);
    expect(statuses(await importInto(store, fromJson(body)))).toEqual(['own']);
    expect((await store.readTenant('tenant-a'))?.installed).toBe(false);
  });
});

describe('the table of Spring', () => {
  it('decides by last_modified_date, and says which tenants have uninstalled', async () => {
    const database = new DatabaseSync(':memory:');
    database.exec(`CREATE TABLE atlassian_host (client_key TEXT PRIMARY KEY, shared_secret TEXT, base_url TEXT,
      product_type TEXT, oauth_client_id TEXT, addon_installed INTEGER, last_modified_date INTEGER)`);
    const insert = database.prepare('INSERT OR REPLACE INTO atlassian_host VALUES (?, ?, ?, ?, ?, ?, ?)');
    const write = (name: string, secret: string, installed: number, at: number) =>
      insert.run(name, secret, `https://${name}.atlassian.net`, 'jira', 'oauth', installed, at * 1000);
    const into = memoryStore();
    const run = async () => statuses(await importInto(into, springTable(sqlite(database))));

    write('a', secretOf('first'), 1, 1000);
    write('b', secretOf('b'), 0, 1000);
    expect(await run()).toEqual(['new', 'uninstalled']);
    expect(await into.readTenant('a')).toMatchObject({
      details: { productType: 'jira', oauthClientId: 'oauth' },
      lastEventAt: 0,
      imported: { from: 'spring', modifiedAt: 1000 },
    });
    write('a', secretOf('older'), 1, 999);
    expect(await run()).toEqual(['older', 'uninstalled']);
    write('a', secretOf('second'), 1, 1001);
    expect(await run()).toEqual(['changed', 'uninstalled']);
    expect((await into.readTenant('a'))?.secret).toBe(secretOf('second'));
  });
});

describe('an export', () => {
  it('brings every tenant into an empty store, with sealed secrets if they were sealed', async () => {
    const encryptionKeys = [randomBytes(48).toString('base64')];
    const [store, copy] = [memoryStore(), memoryStore()];
    const app = await startApp({ store, encryptionKeys });
    const site = await app.installedSite();
    const lines: string[] = [];
    for await (const line of exportTenants(store)) lines.push(line);
    expect(lines.join('')).not.toContain(site.secret);
    const options = { into: copy, appKey: APP_KEY, write: true };
    expect(statuses(await importTenants({ ...options, from: jsonLines(lines) }))).toEqual(['secret-sealed']);
    await importTenants({ ...options, encryptionKeys, from: jsonLines(lines) });
    const [before, after] = [await store.readTenant('tenant-a'), await copy.readTenant('tenant-a')];
    expect(after).toMatchObject({ baseUrl: before?.baseUrl, lastEventAt: before?.lastEventAt });
    expect(after && readTenantSecrets(after, encryptionKeys).secret).toBe(site.secret);
  });
});

describe('forgetting a tenant', () => {
  it('erases its secret and address, and ends its sessions', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const session = await app.signIn(site);
    expect(await forgetTenant(store, 'tenant-a')).toBe(true);
    expect(await forgetTenant(store, 'tenant-a')).toBe(false);
    expect(JSON.stringify(await store.readTenant('tenant-a'))).not.toMatch(/atlassian|[0-9a-f]{64}"/);
    const { status } = await app.get('/api/me', { authorization: `Bearer ${session}` });
    expect(status).toBe(401);
    app.clock.pass(1);
    await site.call('installed');
    expect((await app.get('/api/me', { authorization: `Bearer ${session}` })).status).toBe(401);
    expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(200);
  });
});

describe('a table of atlassian-connect-express', () => {
  it('has rows that cannot be read', async () => {
    const database = new DatabaseSync(':memory:');
    onTestFinished(() => database.close());
    database.exec('CREATE TABLE AddonSettings (id INTEGER PRIMARY KEY, clientKey TEXT, key TEXT, val JSON)');
    const insert = database.prepare(
      "INSERT INTO AddonSettings (clientKey, key, val) VALUES (?, 'clientInfo', ?)",
    );
    for (const value of ['not json', '[]', 'null', '{}']) insert.run(value, value);
    const report = await importInto(memoryStore(), aceTable(sqlite(database)));
    expect(statuses(report)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable']);
  });

  it('is only accepted by a name', () => {
    const sql = sqlite(new DatabaseSync(':memory:'));
    expect(() => aceTable(sql, { table: 'a"; DROP TABLE b' })).toThrow('`table` must be the name');
  });
});

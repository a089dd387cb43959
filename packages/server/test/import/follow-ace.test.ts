import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aceTable, followAce, sqlite, type AceStore } from '../../src/import/index.ts';
import type { Store, TenantRecord } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { APP_KEY, bearer, exchangeForm, startApp, type TestApp } from '../support/app.ts';
import { startKeyServer } from '../support/key-server.ts';
import { Site } from '../support/site.ts';
import { startAceApp } from './ace/app.ts';
import { sqlite3 } from './ace/sqlite3.ts';

const ENCRYPTION_KEYS = [randomBytes(48).toString('base64')];

/** A table of atlassian-connect-express, to which nothing else writes. */
function createTable(): { readonly ace: AceStore; readonly database: DatabaseSync } {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE AddonSettings (id INTEGER PRIMARY KEY, clientKey TEXT, key TEXT, val JSON)');
  onTestFinished(() => database.close());
  return { ace: aceTable(sqlite(database)), database };
}

interface Scene {
  readonly app: TestApp;
  readonly ace: AceStore;
  readonly own: Store;
  readonly site: Site;
  /** Writes the row as atlassian-connect-express does upon `installed`. */
  readonly install: () => Promise<void>;
  /** Writes the row of the site with some other fields. */
  readonly write: (fields: object) => Promise<void>;
  readonly exchange: () => Promise<number>;
  /** The secret that atlassian-connect-express verifies with. */
  readonly rowSecret: () => Promise<unknown>;
}

/** An app that follows a table, whose clock tests move. `wrap` may replace methods of the table. */
async function startFollowing(wrap: (ace: AceStore) => AceStore = (ace) => ace): Promise<Scene> {
  const { ace } = createTable();
  const own = memoryStore();
  const store = followAce(wrap(ace), own, { appKey: APP_KEY, encryptionKeys: ENCRYPTION_KEYS });
  const app = await startApp({ store, encryptionKeys: ENCRYPTION_KEYS });
  const site = app.site('tenant-a');
  const write = async (fields: object): Promise<void> =>
    ace.write('tenant-a', { ...site.lifecycleBody('installed'), publicKey: 'kept', ...fields });
  return {
    app,
    ace,
    own,
    site,
    write,
    install: async () => write({}),
    exchange: async () => (await app.post('/authbeat/session', exchangeForm(site.context()))).status,
    rowSecret: async () => (await ace.read('tenant-a'))?.body['sharedSecret'],
  };
}

describe('following atlassian-connect-express', () => {
  it('keeps Forge installations in the own store alone', async () => {
    const { app, ace, own } = await startFollowing();
    const installation: TenantRecord = {
      clientKey: 'ari:cloud:ecosystem::installation/5b2d',
      version: 1,
      installed: true,
      enabled: true,
      generation: 0,
      baseUrl: '',
      secret: '',
      lastEventAt: 1,
      details: {},
      forge: { environment: 'production' },
    };
    const { clientKey } = installation;
    await ace.write(clientKey, {
      clientKey,
      baseUrl: 'https://a.atlassian.net',
      sharedSecret: 'x'.repeat(64),
    });
    const store = followAce(ace, own, { appKey: APP_KEY, encryptionKeys: ENCRYPTION_KEYS });
    await app.authbeat.open();
    expect(await store.readTenant(clientKey)).toBeUndefined();
    expect(await store.writeTenant(installation, 0)).toBe(true);
    expect(await store.readTenant(clientKey)).toEqual(installation);
    for await (const record of store.listTenants()) expect(record).toEqual(installation);
    expect((await ace.read(clientKey))?.body).toMatchObject({ baseUrl: 'https://a.atlassian.net' });
  });

  it('admits its tenants without a copy, and takes a new secret and an uninstall within 2 seconds', async () => {
    const { app, ace, own, site, install, exchange } = await startFollowing();
    expect(await exchange()).toBe(401);
    await install();
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
    const session = await app.signIn(site);

    const old = site.secret;
    site.rotateSecret();
    await install();
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
    const stale = await app.post('/authbeat/session', exchangeForm(site.context({ secret: old })));
    expect(stale.status).toBe(401);
    expect((await app.get('/api/me', bearer(session))).status).toBe(200);
    expect(await own.readTenant('tenant-a')).toBeUndefined();

    await ace.remove('tenant-a');
    app.clock.pass(2);
    expect(await exchange()).toBe(401);
    expect((await app.get('/api/me', bearer(session))).status).toBe(401);
  });

  it('writes what the host has said, and nothing else', async () => {
    const { app, ace, own, site, install, rowSecret } = await startFollowing();
    await install();
    const before = site.secret;
    expect(await app.authbeat.sealSecrets()).toBe(0);
    expect(await own.readTenant('tenant-a')).toBeUndefined();
    app.clock.pass(2);
    expect((await site.call('disabled')).status).toBe(204);
    expect(await rowSecret()).toBe(before);

    site.rotateSecret();
    app.clock.pass(2);
    expect((await site.call('installed')).status).toBe(204);
    expect((await ace.read('tenant-a'))?.body).toMatchObject({
      sharedSecret: site.secret,
      publicKey: 'kept',
    });
    const record = JSON.stringify(await own.readTenant('tenant-a'));
    expect(record).not.toContain(site.secret);
    expect(record).not.toContain(before);

    app.clock.pass(2);
    expect((await site.call('uninstalled')).status).toBe(204);
    expect(await ace.read('tenant-a')).toBeUndefined();
  });

  it('takes what atlassian-connect-express processes after a call that Authbeat has processed', async () => {
    const { app, ace, site, install, exchange } = await startFollowing();
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchange()).toBe(200);
    const session = await app.signIn(site);
    site.rotateSecret();
    await install();
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
    await ace.remove('tenant-a');
    app.clock.pass(2);
    expect(await exchange()).toBe(401);
    expect((await app.get('/api/me', bearer(session))).status).toBe(401);
    site.rotateSecret();
    await install();
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
  });

  it('does not go back to a row that it has replaced, and repeats a write that failed', async () => {
    let fails = false;
    const { app, site, install, exchange, rowSecret } = await startFollowing((ace) => ({
      ...ace,
      async write(clientKey, clientInfo) {
        if (fails) throw new Error('the database of ACE is away');
        await ace.write(clientKey, clientInfo);
      },
    }));
    await install();
    const before = site.secret;
    app.clock.pass(2);
    site.rotateSecret();
    fails = true;
    expect((await site.call('installed')).status).toBe(503);
    expect(await rowSecret()).toBe(before);
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
    fails = false;
    app.clock.pass(2);
    expect(await exchange()).toBe(200);
    await expect.poll(rowSecret).toBe(site.secret);
  });

  it('lists every tenant once', async () => {
    const { ace } = createTable();
    const own = memoryStore();
    const store = followAce(ace, own, { appKey: APP_KEY });
    const body = (name: string) => ({
      key: APP_KEY,
      sharedSecret: name.repeat(40),
      baseUrl: `https://${name}.atlassian.net`,
    });
    for (const name of ['a', 'b']) await ace.write(name, body(name));
    await ace.write('c', { ...body('c'), key: 'another-app' });
    const kept = await store.readTenant('a');
    if (kept) await store.writeTenant({ ...kept, enabled: false, version: 1 }, 0);
    const listed: string[] = [];
    for await (const { clientKey } of store.listTenants()) listed.push(clientKey);
    expect(listed).toEqual(['a', 'b']);
    expect(await store.readTenant('c')).toBeUndefined();
  });

  it('leaves the rows of other apps and rows that cannot be read', async () => {
    const { app, ace, site, write, exchange } = await startFollowing();
    await write({ key: 'another-app' });
    app.clock.pass(2);
    expect(await exchange()).toBe(401);
    expect((await site.call('installed')).status).toBe(204);
    expect((await ace.read('tenant-a'))?.body['key']).toBe('another-app');
    expect(await exchange()).toBe(200);
  });

  it('fails closed while the rows cannot be read', async () => {
    const failing = (ace: AceStore): AceStore => ({
      ...ace,
      read: async () => {
        throw new Error('postgres://user:password@db is away');
      },
    });
    const { app, exchange } = await startFollowing(failing);
    expect(await exchange()).toBe(503);
    expect(app.events.at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'store_unavailable', data: { store: 'ace', operation: 'readTenant' } },
    });
  });

  it('reports all mistakes in its arguments at once', () => {
    const wrong = { appKey: '', encryptionKeys: ['short'], timeout: 0 };
    expect(() => followAce({} as never, {} as never, wrong)).toThrow(
      /`ace`.*`own`.*`appKey`.*`encryptionKeys\[0\]`.*`timeout`/,
    );
  });
});

it('a release on Authbeat beside one on atlassian-connect-express, and back again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-follow-'));
  const storage = join(folder, 'ace.db');
  const database = new DatabaseSync(storage);
  const keyServer = await startKeyServer();
  const before = await startAceApp(
    APP_KEY,
    { adapter: 'sequelize', dialect: 'sqlite', dialectModule: sqlite3, storage, logging: false },
    keyServer.origin,
  );
  const now = (): number => Date.now();
  const after = await startApp({
    store: followAce(aceTable(sqlite(database)), memoryStore(), { appKey: APP_KEY }),
    installKeyServers: [keyServer.origin],
    // Both releases have one public address.
    baseUrl: before.origin,
    lifecyclePaths: { installed: '/installed', uninstalled: '/uninstalled' },
    now,
    leeway: 10,
  });
  onTestFinished(async () => {
    await Promise.all([before.close(), keyServer.close()]);
    database.close();
    rmSync(folder, { recursive: true });
  });
  const site = new Site({
    clientKey: randomUUID(),
    appKey: APP_KEY,
    baseUrl: before.origin,
    clock: { now, pass: () => {} },
    signingKey: keyServer,
  });
  const [old, next] = [before.origin, after.baseUrl];
  const ask = async (): Promise<number[]> => {
    const url = site.iframe('/foo.html');
    return Promise.all([old, next].map(async (origin) => (await fetch(origin + url)).status));
  };

  expect((await site.call('installed', { path: '/installed', origin: old })).status).toBe(204);
  expect(await ask()).toEqual([200, 200]);
  site.rotateSecret();
  expect((await site.call('installed', { path: '/installed', origin: next })).status).toBe(204);
  expect(await ask()).toEqual([200, 200]);
  site.rotateSecret();
  expect((await site.call('installed', { path: '/installed', origin: old })).status).toBe(204);
  await expect.poll(ask).toEqual([200, 200]);
  expect((await site.call('uninstalled', { path: '/uninstalled', origin: next })).status).toBe(204);
  expect(await ask()).toEqual([401, 401]);
});

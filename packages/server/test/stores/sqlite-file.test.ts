import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../src/stores/contract.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { eventually, isTenantChange, recordChanges, tenantOf } from '../../src/testing/stores/helpers.ts';

/** In seconds. */
const PATIENCE = 60;
/** How many keys the processes compete for. */
const KEYS = 100;

const folder = mkdtempSync(join(tmpdir(), 'authbeat-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = (): string => join(folder, `${files++}.db`);

const count = (database: DatabaseSync, table: string): unknown =>
  database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.['rows'];

describe('a SQLite file', () => {
  it('can be read by its owner only, as can its -wal and -shm files', async () => {
    const path = newPath();
    const store = sqliteStore(path);
    await store.open();
    for (const name of [path, `${path}-wal`, `${path}-shm`]) {
      expect({ name, mode: statSync(name).mode & 0o777 }).toEqual({ name, mode: 0o600 });
    }
    await store.close();
  });

  it('is shared by processes: no key is used twice, no write is lost, every change is reported', async () => {
    const path = newPath();
    const store = sqliteStore(path);
    await store.open();
    await store.writeTenant(tenantOf('tenant'), 0);
    const children = await Promise.all(Array.from({ length: 3 }, () => startContender(path, KEYS)));
    const results = await Promise.all(children.map((child) => ask<{ won: number[] }>(child, 'go')));
    const won = results.flatMap((result) => result.won);
    expect(won.toSorted((a, b) => a - b)).toEqual(Array.from({ length: KEYS }, (_, key) => key));
    expect((await store.readTenant('tenant'))?.version).toBe(31);
    for (const child of children) expect(await ask(child, 'wait for 30 changes')).toBe(true);
    await store.close();
  });

  it('that another process has locked makes calls wait, without blocking this process', async () => {
    const path = newPath();
    const store = sqliteStore(path, { timeout: 0.3 });
    await store.open();
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    await expect(store.writeTenant(tenantOf('tenant'), 0)).rejects.toMatchObject({
      code: 'store_unavailable',
      data: { store: 'sqlite', operation: 'writeTenant', driverCode: 'TIMEOUT' },
    });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(5);
    expect(await store.readTenant('tenant')).toBeUndefined();

    const writing = store.consumeOnce('key', Date.now() + 60_000);
    other.exec('ROLLBACK');
    expect(await writing).toBe(true);
    // Several times as long as a call pauses before it tries again: the rejected write must not follow.
    await delay(50);
    expect(await store.readTenant('tenant')).toBeUndefined();
    other.close();
    await store.close();
  });

  it('works again after a write that failed within its transaction', async () => {
    const path = newPath();
    const store = sqliteStore(path);
    await store.open();
    const database = new DatabaseSync(path);
    database.exec(`CREATE TRIGGER fail BEFORE INSERT ON authbeat_entries
      BEGIN SELECT RAISE(ABORT, 'no'); END`);
    await expect(store.consumeOnce('key', 1)).rejects.toMatchObject({ code: 'store_unavailable' });
    database.exec('DROP TRIGGER fail');
    database.close();
    expect(await store.consumeOnce('key', Date.now() + 60_000)).toBe(true);
    await store.close();
  });

  it('is not polled after the store was closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const store = sqliteStore(newPath());
      await store.open();
      expect(vi.getTimerCount()).toBe(1);
      await store.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('that a newer version has migrated is refused', async () => {
    const path = newPath();
    const store = sqliteStore(path);
    await store.open();
    await store.close();
    const database = new DatabaseSync(path);
    database.exec('INSERT INTO authbeat_schema (version) VALUES (99)');
    database.close();
    await expect(store.open()).rejects.toMatchObject({ code: 'store_schema_newer' });
  });

  it('that cannot be opened is refused with its path, and what to do', async () => {
    const path = newPath();
    writeFileSync(path, 'a text that is long enough to be looked at as a database'.repeat(20));
    for (const [target, driverCode, reason] of [
      [path, 'SQLITE_26', 'it is not a SQLite database.'],
      [join(folder, 'missing', 'a.db'), 'ENOENT', 'its folder does not exist. Create the folder,'],
      [join(path, 'a.db'), 'ENOTDIR', 'a part of its path is not a folder.'],
      [folder, 'EISDIR', 'it is a folder.'],
    ] as const) {
      await expect(sqliteStore(target).open()).rejects.toMatchObject({
        code: 'store_unavailable',
        data: { driverCode, path: target },
        message: expect.stringContaining(`The SQLite file ${target} cannot be opened: ${reason}`) as string,
      });
    }
  });

  it('drops expired entries', async () => {
    const path = newPath();
    let now = 1_700_000_000_000;
    const store = sqliteStore(path, { now: () => now });
    await store.open();
    await store.consumeOnce('short', now + 1000);
    await store.consumeOnce('long', now + 120_000);
    await store.writeEntry({ key: 'entry', value: 'a', expiresAtMs: now + 1000 }, undefined);
    now += 60_000;
    await store.consumeOnce('other', now + 1000);
    const database = new DatabaseSync(path);
    await eventually(async () => {
      expect(count(database, 'authbeat_entries')).toBe(2);
    }, PATIENCE);
    database.close();
    await store.close();
  });

  it('reports a gap when changes were deleted before they were read', async () => {
    const path = newPath();
    const [writer, listener] = [sqliteStore(path), sqliteStore(path)];
    await writer.open();
    await listener.open();
    const changes: Change[] = [];
    listener.watch((change) => changes.push(change));
    const database = new DatabaseSync(path);
    // In one transaction, so that the listener cannot read in between.
    database.exec(`BEGIN;
      INSERT INTO authbeat_changes (change) VALUES ('{}'), ('{}');
      DELETE FROM authbeat_changes;
      COMMIT;`);
    database.close();
    await eventually(async () => expect(changes).toEqual([{ kind: 'gap' }]), PATIENCE);
    const { waitFor } = recordChanges(listener, PATIENCE);
    await writer.writeTenant(tenantOf('tenant'), 0);
    await waitFor(isTenantChange('tenant'));
    await writer.close();
    await listener.close();
  });
});

it('a SQLite file whose changes cannot be read counts as lost until they can be', async () => {
  const path = newPath();
  const store = sqliteStore(path);
  await store.writeTenant(tenantOf('tenant'), 0);
  const changes: Change[] = [];
  store.watch((change) => changes.push(change));
  const other = new DatabaseSync(path);
  other.exec('ALTER TABLE authbeat_changes RENAME TO hidden');
  await eventually(async () => expect(changes).toEqual([{ kind: 'lost' }]), PATIENCE);
  other.exec('ALTER TABLE hidden RENAME TO authbeat_changes');
  await eventually(async () => expect(changes.at(-1)).toEqual({ kind: 'gap' }), PATIENCE);
  other.close();
  await store.close();
});

it('a SQLite file is closed when opening has timed out, even if the lock is released then', async () => {
  const path = newPath();
  const other = new DatabaseSync(path);
  other.exec('PRAGMA journal_mode = WAL; BEGIN IMMEDIATE');
  const store = sqliteStore(path, { timeout: 0.02 });
  const opening = store.open();
  await expect(opening).rejects.toMatchObject({ code: 'store_unavailable', data: { driverCode: 'TIMEOUT' } });
  other.exec('ROLLBACK');
  await store.open();
  expect(await store.readTenant('tenant')).toBeUndefined();
  await store.close();
  // The last connection to close deletes the log, so no other one has the file open.
  other.close();
  await eventually(async () => expect(existsSync(`${path}-wal`)).toBe(false), PATIENCE);
});

describe('a DatabaseSync that is passed in', () => {
  it('is used and stays open', async () => {
    const database = new DatabaseSync(':memory:');
    const store = sqliteStore(database);
    await store.open();
    await store.writeTenant(tenantOf('tenant'), 0);
    await store.close();
    expect(count(database, 'authbeat_tenants')).toBe(1);
    await store.open();
    expect(await store.readTenant('tenant')).toEqual(tenantOf('tenant'));
    await store.close();
    database.close();
  });

  it('that was closed makes calls reject', async () => {
    const database = new DatabaseSync(':memory:');
    const store = sqliteStore(database);
    await store.open();
    database.close();
    await expect(store.readTenant('tenant')).rejects.toMatchObject({ code: 'store_unavailable' });
    await store.close();
  });
});

async function startContender(path: string, keys: number): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'processes/contend.ts');
  const options = { execArgv: ['--conditions=authbeat-source', '--disable-warning=ExperimentalWarning'] };
  const child = fork(script, [path, String(keys)], options);
  await once(child, 'message');
  return child;
}

async function ask<Result>(child: ChildProcess, command: string): Promise<Result> {
  const result = once(child, 'message');
  child.send(command);
  const [message] = (await result) as [Result];
  return message;
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTenantSecrets, type TenantRecord } from '../../src/index.ts';
import { readSqliteTenants, sqliteStore } from '../../src/stores/sqlite.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';

const KEY = randomBytes(32).toString('base64');
const box = createSecretBox([KEY]);
const record: TenantRecord = {
  clientKey: 'tenant-a',
  version: 1,
  installed: true,
  enabled: true,
  generation: 0,
  baseUrl: 'https://example.atlassian.net',
  secret: box.seal('the secret', 'tenant-a'),
  previousSecret: { secret: box.seal('the one before', 'tenant-a'), expiresAtMs: 90_000 },
  lastEventAt: 1,
  details: {},
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-read-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('readTenantSecrets', () => {
  it('unseals the secret and the previous one', () => {
    expect(readTenantSecrets(record, [KEY])).toEqual({
      secret: 'the secret',
      previous: { secret: 'the one before', validUntil: 90 },
    });
  });

  it('throws when no key unseals them', () => {
    expect(() => readTenantSecrets(record, [])).toThrow('encryptionKeys');
  });
});

describe('readSqliteTenants', () => {
  it('reads the tenants of a store that is in use, and writes nothing', async () => {
    const path = join(folder, 'store.db');
    const store = sqliteStore(path);
    await store.open();
    try {
      await store.writeTenant(record, 0);
      const before = await readFile(path);
      expect(readSqliteTenants(path)).toEqual([record]);
      expect((await readFile(path)).equals(before)).toBe(true);
    } finally {
      await store.close();
    }
  });

  it('creates no file', async () => {
    const path = join(folder, 'none.db');
    expect(() => readSqliteTenants(path)).toThrow('unable to open database file');
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});

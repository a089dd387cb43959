import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readSqliteTenants, sqliteStore } from '@authbeat/server/sqlite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createProgram } from '../src/program.ts';
import { loadDriver } from '../src/databases/load-driver.ts';
import { openSource } from '../src/tenants/open-source.ts';
import { openStore } from '../src/databases/open-store.ts';

const SECRET = 'ATCOl4mQ9xV2kRtY7wZ0bN3cH6jL1pS8dF5gA_uEiOXKnMyTq';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authbeat-tenants-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const inFolder = (name: string): string => join(folder, name);

/** Runs the command in this process, and returns what it prints. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  let output = '';
  const record = (text: unknown): boolean => {
    output += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(record),
    vi.spyOn(console, 'error').mockImplementation(record),
  ];
  await createProgram(['tenants', ...args]).parseAsync();
  for (const spy of spies) spy.mockRestore();
  const status = process.exitCode;
  process.exitCode = 0;
  expect(output).not.toContain(SECRET);
  return { output, status };
}

/** A table as Sequelize makes it for atlassian-connect-express. */
function writeAceTable(): void {
  const database = new DatabaseSync(inFolder('ace.db'));
  database.exec('CREATE TABLE AddonSettings (id INTEGER PRIMARY KEY, clientKey TEXT, key TEXT, val JSON)');
  const insert = database.prepare('INSERT INTO AddonSettings (clientKey, key, val) VALUES (?, ?, ?)');
  const body = (clientKey: string, own: object = {}): string =>
    JSON.stringify({
      key: 'my-app',
      clientKey,
      sharedSecret: SECRET,
      baseUrl: `https://${clientKey}.atlassian.net`,
      ...own,
    });
  insert.run('tenant-a', 'clientInfo', body('tenant-a'));
  insert.run('tenant-b', 'clientInfo', body('tenant-b', { sharedSecret: 'short' }));
  insert.run('tenant-\u001B[31m', 'clientInfo', body('x', { key: 'other-app' }));
  insert.run('tenant-a', 'preferences', '{}');
  insert.run('tenant-a', 'bearer:0123456789abcdef', '{}');
  database.close();
}

it('imports, lists, shows, exports and forgets, and never prints a secret', async () => {
  writeAceTable();
  const importing = [
    'import',
    '--from',
    'ace',
    inFolder('ace.db'),
    '--into',
    'env:STORE',
    '--app-key',
    'my-app',
  ];
  const env = { STORE: inFolder('authbeat.db') };

  const plan = await run(importing, env);
  expect(plan.status).toBe(0);
  expect(plan.output.split('\n')).toEqual([
    'clientKey     site                            status',
    'tenant-a      https://tenant-a.atlassian.net  new',
    'tenant-b      https://tenant-b.atlassian.net  secret-short',
    'tenant-?[31m  https://x.atlassian.net         other-app',
    '3 tenants: 1 new, 1 secret-short, 1 other-app.',
    expect.stringContaining('  new: '),
    expect.stringContaining('RFC 7518'),
    expect.stringContaining('  other-app: '),
    'Rows that are no tenants, left: 1 bearer, 1 preferences.',
    'Secrets are not sealed: AUTHBEAT_ENCRYPTION_KEYS is not set.',
    'Nothing was written. Repeat the command with --write to import.',
    '',
  ]);
  expect(existsSync(inFolder('authbeat.db'))).toBe(false);

  expect((await run([...importing, '--write'], env)).output).toContain('\n1 tenant written to the store.\n');
  expect(readSqliteTenants(inFolder('authbeat.db'))).toMatchObject([
    { clientKey: 'tenant-a', secret: SECRET },
  ]);
  expect((await run([...importing, '--write', '--json'], env)).output).toContain('"status": "same"');

  expect((await run(['list', '--store', inFolder('authbeat.db')])).output).toContain(
    'tenant-a   https://tenant-a.atlassian.net  installed  import from ace',
  );
  expect((await run(['show', 'tenant-a', '--store', inFolder('authbeat.db')])).output).toContain(
    '"secret": "not sealed"',
  );

  expect(
    (await run(['export', '--store', inFolder('authbeat.db'), '--out', inFolder('tenants.ndjson')])).status,
  ).toBe(0);
  expect(await readFile(inFolder('tenants.ndjson'), 'utf8')).toContain(SECRET);
  expect(statSync(inFolder('tenants.ndjson')).mode & 0o777).toBe(0o600);
  const restored = [
    'import',
    '--from',
    'json',
    inFolder('tenants.ndjson'),
    '--into',
    inFolder('copy.db'),
    '--app-key',
    'my-app',
  ];
  expect((await run([...restored, '--write'])).output).toContain('1 tenant: 1 new.');

  expect((await run(['forget', 'tenant-a', '--store', inFolder('copy.db')])).output).toContain('--force');
  expect((await run(['forget', 'tenant-a', '--store', inFolder('copy.db'), '--force'])).output).toContain(
    'Nothing was written',
  );
  expect(
    (await run(['forget', 'tenant-a', '--store', inFolder('copy.db'), '--force', '--write'])).status,
  ).toBe(0);
  expect(readSqliteTenants(inFolder('copy.db'))).toMatchObject([{ secret: '', baseUrl: '' }]);
});

it('links, lists, unlinks, exports and forgets Forge installations', async () => {
  const store = ['--store', inFolder('links.db')];
  const installation = 'ari:cloud:ecosystem::installation/5b2d';
  const own = sqliteStore(inFolder('links.db'));
  const tenant = { version: 1, installed: true, enabled: true, generation: 0, lastEventAt: 1, details: {} };
  const [baseUrl, secret] = ['https://a.atlassian.net', SECRET];
  const forge = { environment: 'production', cloudId: 'a-cloud' } as const;
  await own.writeTenant({ ...tenant, clientKey: 'tenant-a', baseUrl, secret }, 0);
  await own.writeTenant({ ...tenant, clientKey: installation, baseUrl: '', secret: '', forge }, 0);
  const linkedTo = async () => (await own.readTenant(installation))?.forge?.linkedTo;

  for (const flags of [[], ['--write']]) {
    const refused = await run(['link', installation, 'tenant-b', ...store, ...flags]);
    expect(refused).toMatchObject({ status: 2, output: expect.stringContaining('no tenant') as string });
  }
  expect((await run(['link', installation, 'tenant-a', ...store])).output).toContain('not linked');
  expect(await linkedTo()).toBeUndefined();
  expect((await run(['link', installation, 'tenant-a', ...store, '--write'])).output).toContain('is linked.');
  expect(await linkedTo()).toBe('tenant-a');
  expect((await run(['list', ...store])).output.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['clientKey', 'site', 'state', 'last call'],
    ['tenant-a', baseUrl, 'installed', '1970-01-01T00:00:01.000Z'],
    ['1 tenant.'],
    [''],
    ['installationId', 'cloudId', 'environment', 'state', 'linked to'],
    [installation, 'a-cloud', 'production', 'installed', 'tenant-a (by operator)'],
    ['1 Forge installation.'],
    [''],
  ]);
  expect((await run(['show', installation, ...store])).output).toContain('"linkedTo": "tenant-a"');

  const file = inFolder('links.ndjson');
  await run(['export', ...store, '--out', file]);
  const restore = [
    'import',
    '--from',
    'json',
    file,
    '--into',
    inFolder('restored.db'),
    '--app-key',
    'my-app',
  ];
  expect((await run([...restore, '--write'])).output).toContain('2 tenants: 2 new.');
  expect((await run([...restore, '--write'])).output).toContain('2 same');
  expect(readSqliteTenants(inFolder('restored.db'))).toMatchObject([
    { clientKey: installation, forge: { linkedTo: 'tenant-a' } },
    { clientKey: 'tenant-a' },
  ]);

  expect((await run(['unlink', installation, ...store])).output).toContain('Nothing was written');
  expect((await run(['unlink', installation, ...store, '--write'])).output).toContain('is removed');
  expect(await linkedTo()).toBeUndefined();
  await run(['forget', installation, ...store, '--force', '--write']);
  expect(await own.readTenant(installation)).toMatchObject({ installed: false, generation: 1, forge: {} });
  expect((await run(['unlink', 'tenant-a', ...store, '--write'])).output).toContain('installationId');
  await own.close();
});

it('says what is wrong with an address', async () => {
  const missing = inFolder('missing.db');
  await expect(openSource('ace', missing)).rejects.toThrow('There is no file');
  new DatabaseSync(inFolder('no-table.db')).close();
  const importing = [
    'import',
    '--from',
    'ace',
    inFolder('no-table.db'),
    '--into',
    missing,
    '--app-key',
    'my-app',
  ];
  expect(await run(importing)).toEqual({
    output: 'authbeat: The database failed: no such table: AddonSettings.',
    status: 2,
  });
  await expect(openStore(missing)).rejects.toThrow('There is no file');
  await expect(openStore(missing, { isNew: 'empty' })).resolves.toBeDefined();
  await expect(openSource('ace', 'env:NOT_SET_AT_ALL')).rejects.toThrow('NOT_SET_AT_ALL is not set');
  await expect(openSource('spring', 'mongodb://127.0.0.1/app')).rejects.toThrow('postgres:// or mysql://');
  await expect(openStore('mysql://127.0.0.1/app')).rejects.toThrow('The store must be');
  await expect(loadDriver('a-driver-that-is-missing')).rejects.toThrow('npm install');
  expect(existsSync(missing)).toBe(false);
});

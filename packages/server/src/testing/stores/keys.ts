import assert from 'node:assert/strict';
import { collect, tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

/** Keys with a special meaning in some language or database, and pairs that a faulty store confuses. */
const HOSTILE_KEYS = [
  '',
  ' ',
  'key',
  'key ',
  'KEY',
  'key\0',
  'key\0\0',
  '\0key',
  'key\n',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  ':',
  'tenant:key',
  'tenants',
  '*',
  '%',
  '?1',
  '$1',
  "'; DROP TABLE authbeat_tenants; --",
  '"',
  '\\',
  '\\x00',
  '\\u0000',
  '{}',
  '[1]',
  '0',
  '00',
  '1e3',
  'true',
  'null',
  'é',
  'e\u0301',
  '😀',
  '\uFEFF',
  '\uFFFD',
  'x'.repeat(1023),
  'x'.repeat(1024),
  '😀'.repeat(256),
  '\0'.repeat(1024),
] as const;

const REFUSED_KEYS: readonly (readonly [why: string, key: string])[] = [
  ['is longer than 1 KB', 'x'.repeat(1025)],
  ['is longer than 1 KB of UTF-8', '😀'.repeat(256) + 'x'],
  ['is half a character', 'key\uD83D'],
  ['is the other half', '\uDE00key'],
];

export function describeKeys({ isolated }: Suite, { describe, it }: TestFunctions): void {
  describe('hostile keys', () => {
    it(
      'name separate tenants',
      isolated(async ({ open }) => {
        const store = await open();
        for (const [index, key] of HOSTILE_KEYS.entries()) {
          assert.equal(await store.readTenant(key), undefined, JSON.stringify(key));
          assert.equal(await store.writeTenant(tenantOf(key, { secret: `number ${index}` }), 0), true);
        }
        for (const [index, key] of HOSTILE_KEYS.entries()) {
          assert.deepEqual(await store.readTenant(key), tenantOf(key, { secret: `number ${index}` }));
        }
        const listed = (await collect(store.listTenants())).map(({ clientKey }) => clientKey);
        assert.deepEqual(new Set(listed), new Set(HOSTILE_KEYS));
      }),
    );

    it(
      'are used one by one',
      isolated(async ({ open, clock }) => {
        const store = await open();
        for (const key of HOSTILE_KEYS) {
          assert.equal(await store.consumeOnce(key, clock.now + 30_000), true, JSON.stringify(key));
        }
        for (const key of HOSTILE_KEYS) {
          assert.equal(await store.consumeOnce(key, clock.now + 30_000), false, JSON.stringify(key));
        }
      }),
    );

    it(
      'name separate entries',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 30_000;
        for (const [index, key] of HOSTILE_KEYS.entries()) {
          const entry = { key, value: `number ${index}`, expiresAtMs };
          assert.equal(await store.writeEntry(entry, undefined), true, JSON.stringify(key));
        }
        const values = await store.readEntries(HOSTILE_KEYS);
        assert.deepEqual(
          values,
          HOSTILE_KEYS.map((_key, index) => `number ${index}`),
        );
      }),
    );

    for (const [why, key] of REFUSED_KEYS) {
      it(
        `reject if one ${why}, without being quoted`,
        isolated(async ({ open, clock }) => {
          const store = await open();
          const { now } = clock;
          const refusals = await Promise.allSettled([
            store.readTenant(key),
            store.writeTenant(tenantOf(key), 0),
            store.consumeOnce(key, now + 30_000),
            store.readEntries([key]),
            store.writeEntry({ key, value: '', expiresAtMs: now + 30_000 }, undefined),
          ]);
          for (const refusal of refusals) {
            assert.equal(refusal.status, 'rejected');
            assert.equal((refusal.reason as { code?: unknown }).code, 'store_argument_invalid');
            assert.ok(!String((refusal.reason as Error).stack).includes(key));
          }
        }),
      );
    }
  });
}

import assert from 'node:assert/strict';
import type { Store } from '../../stores/contract.ts';
import { tenantOf } from './helpers.ts';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

/** Values that a faulty store mixes up, cuts off or parses. */
const HOSTILE_VALUES = [
  ' ',
  'a b',
  '\0',
  'a\0b',
  'a\nb\n',
  '{"a":1}',
  'é😀\u2028',
  "'; --",
  'x'.repeat(16_384),
];

export function describeEntries({ isolated, hasSeveralNodes }: Suite, { describe, it }: TestFunctions): void {
  const readOne = async (store: Store, key: string): Promise<string | undefined> =>
    (await store.readEntries([key]))[0];

  describe('entries', () => {
    it(
      'are read in the order of their keys, on every node',
      isolated(async ({ open, clock }) => {
        const first = await open();
        const second = hasSeveralNodes ? await open() : first;
        const expiresAtMs = clock.now + 60_000;
        assert.equal(await first.writeEntry({ key: 'a', value: 'of a', expiresAtMs }, undefined), true);
        assert.equal(await first.writeEntry({ key: 'b', value: 'of b', expiresAtMs }, undefined), true);
        for (const store of [first, second]) {
          const values = await store.readEntries(['b', 'none', 'a', 'b']);
          assert.deepEqual(values, ['of b', undefined, 'of a', 'of b']);
        }
        assert.deepEqual(await first.readEntries([]), []);
      }),
    );

    it(
      'are written only over the expected value',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const entry = (value: string) => ({ key: 'key', value, expiresAtMs: clock.now + 60_000 });
        assert.equal(await store.writeEntry(entry('one'), ''), false, 'there is none to replace');
        assert.equal(await readOne(store, 'key'), undefined);
        assert.equal(await store.writeEntry(entry('one'), undefined), true);
        assert.equal(await store.writeEntry(entry('two'), undefined), false, 'there is one');
        assert.equal(await store.writeEntry(entry('two'), 'zero'), false, 'it is another one');
        assert.equal(await readOne(store, 'key'), 'one');
        assert.equal(await store.writeEntry(entry('two'), 'one'), true);
        assert.equal(await readOne(store, 'key'), 'two');
      }),
    );

    it(
      'keep every character of a value',
      isolated(async ({ open, clock }) => {
        const store = await open();
        let expected: string | undefined;
        for (const value of HOSTILE_VALUES) {
          const entry = { key: 'key', value, expiresAtMs: clock.now + 60_000 };
          assert.equal(await store.writeEntry(entry, expected), true, JSON.stringify(value.slice(0, 9)));
          assert.equal(await readOne(store, 'key'), value);
          expected = value;
        }
      }),
    );

    it(
      'are gone when they have expired, for reading and for writing',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const expiresAtMs = clock.now + 1000;
        await store.writeEntry({ key: 'key', value: 'one', expiresAtMs }, undefined);
        clock.now = expiresAtMs - 1;
        assert.equal(await readOne(store, 'key'), 'one');
        clock.now = expiresAtMs;
        assert.equal(await readOne(store, 'key'), undefined);
        const next = { key: 'key', value: 'two', expiresAtMs: clock.now + 1000 };
        assert.equal(await store.writeEntry(next, 'one'), false);
        assert.equal(await store.writeEntry(next, undefined), true);
        assert.equal(await readOne(store, 'key'), 'two');
      }),
    );

    it(
      'live as long as the last write says, longer or shorter',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const start = clock.now;
        await store.writeEntry({ key: 'key', value: 'one', expiresAtMs: start + 1000 }, undefined);
        await store.writeEntry({ key: 'key', value: 'two', expiresAtMs: start + 9000 }, 'one');
        clock.now = start + 5000;
        assert.equal(await readOne(store, 'key'), 'two');
        await store.writeEntry({ key: 'key', value: 'three', expiresAtMs: start + 6000 }, 'two');
        clock.now = start + 6000;
        assert.equal(await readOne(store, 'key'), undefined);
      }),
    );

    it(
      'lose no update when many callers read, change and write until they succeed',
      isolated(async ({ open, clock }) => {
        const stores = [await open(), ...(hasSeveralNodes ? [await open(), await open()] : [])];
        const expiresAtMs = clock.now + 60_000;
        await Promise.all(
          stores.flatMap((store) => Array.from({ length: 5 }, () => increment(store, expiresAtMs))),
        );
        assert.equal(await readOne(stores[0] as Store, 'count'), String(5 * stores.length));
      }),
    );

    it(
      'are separate from tenants of the same name',
      isolated(async ({ open, clock }) => {
        const store = await open();
        await store.writeTenant(tenantOf('name'), 0);
        const entry = { key: 'name', value: 'a value', expiresAtMs: clock.now + 30_000 };
        assert.equal(await store.writeEntry(entry, undefined), true);
        assert.deepEqual(await store.readTenant('name'), tenantOf('name'));
        assert.equal(await readOne(store, 'name'), 'a value');
      }),
    );

    it(
      'reject if a part of them is not valid',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const entry = { key: 'key', value: 'a value', expiresAtMs: clock.now + 30_000 };
        const refused = { name: 'StoreError', code: 'store_argument_invalid' };
        for (const part of [
          { value: 'x'.repeat(16_385) },
          { value: 'half a character \uD83D' },
          { expiresAtMs: Number.NaN },
          { expiresAtMs: 1.5 },
        ]) {
          await assert.rejects(store.writeEntry({ ...entry, ...part }, undefined), refused);
        }
        await assert.rejects(store.writeEntry(entry, '\uD83D'), refused);
        await assert.rejects(store.readEntries(Array.from({ length: 65 }, () => 'key')), refused);
        assert.equal(await readOne(store, 'key'), undefined);
      }),
    );
  });
}

async function increment(store: Store, expiresAtMs: number): Promise<void> {
  for (;;) {
    const [stored] = await store.readEntries(['count']);
    const value = String(Number(stored ?? '0') + 1);
    if (await store.writeEntry({ key: 'count', value, expiresAtMs }, stored)) return;
  }
}

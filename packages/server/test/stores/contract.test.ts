import { setTimeout as delay } from 'node:timers/promises';
import { expect, describe, it } from 'vitest';
import type { Change, Entry, Store, TenantRecord } from '../../src/stores/contract.ts';
import { StoreError } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { describeStore, type StoreSubject } from '../../src/testing/index.ts';
import { wrapStore } from '../support/wrap-store.ts';

/** Runs the contract suite as a test runner would, and returns the names of the tests that fail. */
async function failuresOf(subject: StoreSubject): Promise<string[]> {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  describeStore('store', subject, {
    describe: (_name, body) => body(),
    it: (name, body) => tests.push({ name, body }),
  });
  const failures = [];
  for (const { name, body } of tests) {
    try {
      await body();
    } catch {
      failures.push(name);
    }
  }
  return failures;
}

type Mistake = (store: Store, now: () => number) => Partial<Store>;

/** A memory store in which something is done wrong. */
function broken(mistake: Mistake): StoreSubject {
  const create: StoreSubject['create'] = (_place, { now }) => {
    const store = memoryStore({ now });
    return { store: wrapStore(store, mistake(store, now)) };
  };
  return { create, nodes: 'one', patience: 0.2 };
}

const mistakes: Record<string, { breaks: string; mistake: Mistake }> = {
  'returns its own objects': {
    breaks: 'are copies: changing one that was written or read does not change the stored one',
    mistake: (store) => {
      const kept = new Map<string, TenantRecord>();
      return {
        readTenant: async (key) => kept.get(key) ?? store.readTenant(key),
        writeTenant: async (tenant, expected) => {
          const isWritten = await store.writeTenant(tenant, expected);
          if (isWritten) kept.set(tenant.clientKey, tenant);
          return isWritten;
        },
      };
    },
  },
  'looks keys up in a plain object': {
    breaks: 'name separate tenants',
    mistake: (store) => {
      const kept: Record<string, TenantRecord> = {};
      return { readTenant: async (key) => kept[key] ?? store.readTenant(key) };
    },
  },
  'ends keys at a NUL': {
    breaks: 'are used one by one',
    mistake: (store) => ({
      consumeOnce: (key, expiresAtMs) => store.consumeOnce(key.split('\0')[0] ?? '', expiresAtMs),
    }),
  },
  'accepts keys of any length': {
    breaks: 'reject if one is longer than 1 KB, without being quoted',
    mistake: (store) => ({ readTenant: (key) => store.readTenant(key.slice(0, 1024)) }),
  },
  'quotes a key in its error': {
    breaks: 'reject if one is half a character, without being quoted',
    mistake: (store) => ({
      readTenant: (key) =>
        store.readTenant(key).catch((error: unknown) => {
          throw Object.assign(error as StoreError, { stack: `no such key: ${key}` });
        }),
    }),
  },
  'writes over any version': {
    breaks: 'are written only over the expected version',
    mistake: (store) => ({
      writeTenant: async (tenant, expected) => {
        if (await store.writeTenant(tenant, expected)) return true;
        const kept = await store.readTenant(tenant.clientKey);
        const version = kept?.version ?? 0;
        return store.writeTenant({ ...tenant, version: version + 1 }, version);
      },
    }),
  },
  'reads first and writes afterwards': {
    breaks: 'are accepted from exactly one of many concurrent callers',
    mistake: (_store, now) => {
      const used = new Map<string, number>();
      return {
        consumeOnce: async (key, expiresAtMs) => {
          const isUsed = (used.get(key) ?? 0) > now();
          await delay(1);
          used.set(key, expiresAtMs);
          return !isUsed;
        },
      };
    },
  },
  'uses the clock of the machine': {
    breaks: 'are refused until they expire, and accepted again from then on',
    mistake: () => {
      const used = new Map<string, number>();
      return {
        consumeOnce: async (key, expiresAtMs) => {
          if ((used.get(key) ?? 0) > Date.now()) return false;
          used.set(key, expiresAtMs);
          return true;
        },
      };
    },
  },
  'forgets a key too early': {
    breaks: 'are refused until they expire, and accepted again from then on',
    mistake: (store) => ({ consumeOnce: (key, expiresAtMs) => store.consumeOnce(key, expiresAtMs - 1000) }),
  },
  'writes an entry over any value': {
    breaks: 'are written only over the expected value',
    mistake: (store) => ({
      writeEntry: async (entry) => store.writeEntry(entry, (await store.readEntries([entry.key]))[0]),
    }),
  },
  'reads an entry first and writes it afterwards': {
    breaks: 'lose no update when many callers read, change and write until they succeed',
    mistake: () => {
      const kept = new Map<string, Entry>();
      return {
        readEntries: async (keys) => keys.map((key) => kept.get(key)?.value),
        writeEntry: async (entry, expected) => {
          const isExpected = kept.get(entry.key)?.value === expected;
          await delay(1);
          if (isExpected) kept.set(entry.key, entry);
          return isExpected;
        },
      };
    },
  },
  'forgets no entry': {
    breaks: 'are gone when they have expired, for reading and for writing',
    mistake: () => {
      const kept = new Map<string, Entry>();
      return {
        readEntries: async (keys) => keys.map((key) => kept.get(key)?.value),
        writeEntry: async (entry, expected) => {
          if (kept.get(entry.key)?.value !== expected) return false;
          kept.set(entry.key, entry);
          return true;
        },
      };
    },
  },
  'reports every used key': {
    breaks: 'are not reported for a write that was refused, nor for a key that is used',
    mistake: (store) => ({
      consumeOnce: (key, expiresAtMs) => store.writeEntry({ key, value: '', expiresAtMs }, undefined),
    }),
  },
  'lists one page': {
    breaks: 'are listed, each of 450 once',
    mistake: (store) => ({
      listTenants: async function* listOnePage() {
        let count = 0;
        for await (const tenant of store.listTenants()) if (count++ < 200) yield tenant;
      },
    }),
  },
  'reports no changes': {
    breaks: 'reach the node that makes them',
    mistake: () => ({ watch: () => () => {} }),
  },
  'reports writes that it refused': {
    breaks: 'are not reported for a write that was refused, nor for a key that is used',
    mistake: (store) => {
      const listeners: ((change: Change) => void)[] = [];
      return {
        watch: (listener) => {
          listeners.push(listener);
          return store.watch(listener);
        },
        writeTenant: async (tenant, expected) => {
          const isWritten = await store.writeTenant(tenant, expected);
          for (const listener of listeners) {
            for (let times = 0; times < 2; times++) {
              if (!isWritten) listener({ kind: 'tenant', clientKey: tenant.clientKey });
            }
          }
          return isWritten;
        },
      };
    },
  },
  'does not remove listeners': {
    breaks: 'reach every listener until it is removed, even if another one throws',
    mistake: (store) => ({
      watch: (listener) => {
        store.watch(listener);
        return () => {};
      },
    }),
  },
  'has to be opened first': {
    breaks: 'opens at the first call, whichever it is',
    mistake: (store) => {
      let isOpen = false;
      return {
        open: async () => {
          isOpen = true;
          await store.open();
        },
        readTenant: async (clientKey) => {
          if (!isOpen) throw new StoreError('store_not_open', { store: 'test', operation: 'readTenant' });
          return store.readTenant(clientKey);
        },
      };
    },
  },
  'works after it was closed': {
    breaks: 'rejects every call after it was closed, until it is opened again',
    mistake: () => ({ readTenant: async () => undefined }),
  },
  'forgets everything when it is closed': {
    breaks: 'keeps everything while it is closed',
    mistake: (store) => {
      let wasClosed = false;
      return {
        close: async () => {
          wasClosed = true;
          await store.close();
        },
        readEntries: async (keys) => (wasClosed ? keys.map(() => undefined) : store.readEntries(keys)),
      };
    },
  },
};

describe('the contract suite', () => {
  it('passes a store that keeps the contract', async () => {
    expect(await failuresOf(broken(() => ({})))).toEqual([]);
  });

  for (const [what, { breaks, mistake }] of Object.entries(mistakes)) {
    it(`fails a store that ${what}`, async () => {
      expect(await failuresOf(broken(mistake))).toContain(breaks);
    });
  }

  describe('during a fault', () => {
    const subject = (duringFault: <T>(call: () => Promise<T>) => Promise<T>): StoreSubject => {
      let isFaulty = false;
      const mistake: Mistake = (store) => {
        const through = <T>(call: () => Promise<T>): Promise<T> => (isFaulty ? duringFault(call) : call());
        return {
          open: () => through(() => store.open()),
          readTenant: (clientKey) => through(() => store.readTenant(clientKey)),
          writeTenant: (tenant, expected) => through(() => store.writeTenant(tenant, expected)),
          listTenants: async function* list() {
            if (isFaulty) await duringFault(async () => {});
            yield* store.listTenants();
          },
          consumeOnce: (key, expiresAtMs) => through(() => store.consumeOnce(key, expiresAtMs)),
          readEntries: (keys) => through(() => store.readEntries(keys)),
          writeEntry: (entry, expected) => through(() => store.writeEntry(entry, expected)),
        };
      };
      const begin = async () => {
        isFaulty = true;
        return async () => void (isFaulty = false);
      };
      return { ...broken(mistake), faults: [{ name: 'is away', begin }] };
    };
    const bounded = 'rejects every call in bounded time, and works again without being reopened';

    it('passes calls that reject, except for the gap that is not reported', async () => {
      const unavailable = new StoreError('store_unavailable', { store: 'test', operation: 'test' });
      expect(await failuresOf(subject(() => Promise.reject(unavailable)))).toEqual([
        'reports that changes may be missed, a gap, and changes again afterwards',
        'rejects open() in bounded time, and opens when the database is back',
      ]);
    });

    it('fails calls that never end', async () => {
      expect(await failuresOf(subject(() => new Promise(() => {})))).toContain(bounded);
    });

    it('fails calls that reject with an error of the driver', async () => {
      expect(await failuresOf(subject(() => Promise.reject(new Error('ECONNREFUSED'))))).toContain(bounded);
    });

    it('fails calls that succeed without a database', async () => {
      expect(await failuresOf(subject((call) => call()))).toContain(bounded);
    });
  });
});

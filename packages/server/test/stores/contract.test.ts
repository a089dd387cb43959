import { setTimeout as delay } from 'node:timers/promises';
import { expect, describe, it } from 'vitest';
import type { Change, Revocation, Store, TenantRecord } from '../../src/stores/contract.ts';
import { StoreError } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { describeStore, type StoreSubject } from '../../src/testing/index.ts';

/** Runs the contract suite as a test runner would, and tells which tests fail. */
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
    const right: Store = {
      open: () => store.open(),
      close: () => store.close(),
      readTenant: (clientKey) => store.readTenant(clientKey),
      writeTenant: (tenant, expected) => store.writeTenant(tenant, expected),
      listTenants: () => store.listTenants(),
      consumeOnce: (key, until) => store.consumeOnce(key, until),
      revoke: (revocation) => store.revoke(revocation),
      listRevocations: () => store.listRevocations(),
      watch: (listener) => store.watch(listener),
    };
    return { store: { ...right, ...mistake(right, now) } };
  };
  return { create, nodes: 'one', patience: 200 };
}

const mistakes: Record<string, { breaks: string; mistake: Mistake }> = {
  'hands out what it keeps': {
    breaks: 'are copies: what is done to one that was written or read does not change the one kept',
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
    breaks: 'name tenants that have nothing to do with each other',
    mistake: (store) => {
      const kept: Record<string, TenantRecord> = {};
      return { readTenant: async (key) => kept[key] ?? store.readTenant(key) };
    },
  },
  'ends keys at a NUL': {
    breaks: 'are used up one by one',
    mistake: (store) => ({
      consumeOnce: (key, until) => store.consumeOnce(key.split('\0')[0] ?? '', until),
    }),
  },
  'takes keys of any length': {
    breaks: 'are refused if one is longer than 1 KB, without being quoted',
    mistake: (store) => ({ readTenant: (key) => store.readTenant(key.slice(0, 1024)) }),
  },
  'quotes a key in its error': {
    breaks: 'are refused if one is half a character, without being quoted',
    mistake: (store) => ({
      readTenant: (key) =>
        store.readTenant(key).catch((error: unknown) => {
          throw Object.assign(error as StoreError, { stack: `no such key: ${key}` });
        }),
    }),
  },
  'writes whatever the version': {
    breaks: 'are written only over the version that is expected',
    mistake: (store) => ({
      writeTenant: async (tenant, expected) => {
        if (await store.writeTenant(tenant, expected)) return true;
        const kept = await store.readTenant(tenant.clientKey);
        const version = kept?.version ?? 0;
        return store.writeTenant({ ...tenant, version: version + 1 }, version);
      },
    }),
  },
  'looks first and writes then': {
    breaks: 'work for exactly one of many who try at once',
    mistake: (_store, now) => {
      const used = new Map<string, number>();
      return {
        consumeOnce: async (key, until) => {
          const isUsed = (used.get(key) ?? 0) > now();
          await delay(1);
          used.set(key, until);
          return !isUsed;
        },
      };
    },
  },
  'goes by the clock on the wall': {
    breaks: 'are kept until their time has come, and are free again from then on',
    mistake: () => {
      const used = new Map<string, number>();
      return {
        consumeOnce: async (key, until) => {
          if ((used.get(key) ?? 0) > Date.now()) return false;
          used.set(key, until);
          return true;
        },
      };
    },
  },
  'forgets a key a little early': {
    breaks: 'are kept until their time has come, and are free again from then on',
    mistake: (store) => ({ consumeOnce: (key, until) => store.consumeOnce(key, until - 1000) }),
  },
  'keeps the last revocation of a subject': {
    breaks: 'of one subject add up to the later times, in whatever order they come',
    mistake: () => {
      const kept = new Map<string, Revocation>();
      return {
        revoke: async (revocation) => void kept.set(revocation.subject, revocation),
        listRevocations: async () => [...kept.values()],
      };
    },
  },
  'forgets no revocation': {
    breaks: 'are forgotten when their time has come, and may come again',
    mistake: () => {
      const kept: Revocation[] = [];
      return {
        revoke: async (revocation) => void kept.push(revocation),
        listRevocations: async () => kept,
      };
    },
  },
  'lists one page': {
    breaks: 'are listed, all 450 of them once',
    mistake: (store) => ({
      listTenants: async function* listOnePage() {
        let count = 0;
        for await (const tenant of store.listTenants()) if (count++ < 200) yield tenant;
      },
    }),
  },
  'says nothing of changes': {
    breaks: 'are heard by whoever makes them',
    mistake: () => ({ watch: () => () => {} }),
  },
  'tells of writes that it refused': {
    breaks: 'are not heard of a write that was refused',
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
  'does not stop listening': {
    breaks: 'are heard by every listener, until it stops listening, even if another one throws',
    mistake: (store) => ({
      watch: (listener) => {
        store.watch(listener);
        return () => {};
      },
    }),
  },
  'works before it is open': {
    breaks: 'refuses to be used before it is open and after it was closed',
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
        listRevocations: async () => (wasClosed ? [] : store.listRevocations()),
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
          consumeOnce: (key, until) => through(() => store.consumeOnce(key, until)),
          revoke: (revocation) => through(() => store.revoke(revocation)),
          listRevocations: () => through(() => store.listRevocations()),
        };
      };
      const begin = async () => {
        isFaulty = true;
        return async () => void (isFaulty = false);
      };
      return { ...broken(mistake), faults: [{ name: 'is away', begin }] };
    };
    const bounded = 'rejects every call in bounded time, and works again without being reopened';

    it('passes calls that reject, but for the gap that it was not told of', async () => {
      const unavailable = new StoreError('store_unavailable', { store: 'test', operation: 'test' });
      expect(await failuresOf(subject(() => Promise.reject(unavailable)))).toEqual([
        'tells listeners of the gap, and hears changes again',
        'does not open in vain for ever, and opens when the database is back',
      ]);
    });

    it('fails calls that never end', async () => {
      expect(await failuresOf(subject(() => new Promise(() => {})))).toContain(bounded);
    });

    it('fails calls that reject with an error of the driver', async () => {
      expect(await failuresOf(subject(() => Promise.reject(new Error('ECONNREFUSED'))))).toContain(bounded);
    });

    it('fails calls that answer for lack of a database', async () => {
      expect(await failuresOf(subject((call) => call()))).toContain(bounded);
    });
  });
});

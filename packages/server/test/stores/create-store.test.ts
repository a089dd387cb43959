import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import type { Change, Store, TenantRecord } from '../../src/stores/contract.ts';
import { createStore } from '../../src/stores/create-store.ts';
import type { StoreDriver, SubscriptionEvents } from '../../src/stores/driver.ts';
import { StoreError } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore, type IoredisClient } from '../../src/stores/redis.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { tenantOf } from '../../src/testing/stores/helpers.ts';

/** On a busy machine, in milliseconds. */
const SOON = { timeout: 30_000 };
const SECRET = 'postgres://authbeat:hunter2@db.internal/app';

/** A driver that does nothing, except for the given methods. */
function driverOf(parts: Partial<StoreDriver> = {}): StoreDriver {
  return {
    name: 'test',
    open: async () => {},
    close: async () => {},
    readTenant: async () => undefined,
    writeTenant: async () => true,
    readTenants: async () => ({ records: [] }),
    readEntries: async (keys) => keys.map(() => undefined),
    writeEntry: async () => true,
    sweep: async () => false,
    ...parts,
  };
}

async function opened(parts: Partial<StoreDriver>, options = {}): Promise<Store> {
  const store = createStore(driverOf(parts), options);
  await store.open();
  return store;
}

const failureOf = async (call: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw new Error('The call did not reject with a StoreError.');
};

describe('a wait', () => {
  afterEach(() => vi.useRealTimers());

  it('ends with store_unavailable after the timeout, and the signal fires', async () => {
    vi.useFakeTimers();
    const signals: AbortSignal[] = [];
    const readTenant = (_key: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<never>(() => {});
    };
    const store = await opened({ readTenant }, { timeout: 1 });
    const failure = failureOf(store.readTenant('tenant'));
    await vi.advanceTimersByTimeAsync(999);
    expect(signals[0]?.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals[0]?.aborted).toBe(true);
    expect(await failure).toMatchObject({
      code: 'store_unavailable',
      data: { store: 'test', operation: 'readTenant', driverCode: 'TIMEOUT' },
    });
  });

  it('takes 2 seconds by default, and five times as long for open', async () => {
    vi.useFakeTimers();
    const hang = () => new Promise<never>(() => {});
    const closed = vi.fn<() => Promise<void>>(async () => {});
    const opening = failureOf(createStore(driverOf({ open: hang, close: closed })).open());
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await opening).data).toEqual({ store: 'test', operation: 'open', driverCode: 'TIMEOUT' });
    expect(closed).toHaveBeenCalledOnce();

    const store = await opened({ writeEntry: hang });
    const consuming = failureOf(store.consumeOnce('key', 1));
    await vi.advanceTimersByTimeAsync(2000);
    expect((await consuming).data.operation).toBe('consumeOnce');
  });

  it('leaves no timer behind', async () => {
    vi.useFakeTimers();
    const store = await opened({});
    await store.readTenant('tenant');
    await store.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that has ended does not end the process when the driver rejects later', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const store = await opened({ readTenant: () => promise }, { timeout: 0.001 });
    await failureOf(store.readTenant('tenant'));
    reject(new Error('too late'));
    await expect(promise).rejects.toThrow('too late');
  });
});

describe('an error of the driver', () => {
  it.each([
    [Object.assign(new Error(`connect ECONNREFUSED ${SECRET}`), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [Object.assign(new Error(`password of ${SECRET}`), { code: '28P01', detail: SECRET }), '28P01'],
    [new Error(`NOAUTH ${SECRET}`), 'NOAUTH'],
    [Object.assign(new Error(SECRET), { code: SECRET }), undefined],
    [Object.assign(new Error(SECRET), { errcode: 26 }), 'SQLITE_26'],
    [new AggregateError([new Error(SECRET)], SECRET), undefined],
    [SECRET, undefined],
  ])('is reported by its code alone (%#)', async (error, driverCode) => {
    const readTenant = vi.fn<StoreDriver['readTenant']>().mockRejectedValue(error);
    const store = await opened({ readTenant });
    const failure = await failureOf(store.readTenant('tenant'));
    expect(failure.code).toBe('store_unavailable');
    expect(failure.data.driverCode).toBe(driverCode);
    const shown = [inspect(failure, { depth: 9, showHidden: true }), JSON.stringify(failure), failure.stack];
    expect(shown.join()).not.toContain('hunter2');
  });
});

describe('a record that is damaged', () => {
  const tenant = { clientKey: 'a', version: 1, installed: true, enabled: true, generation: 0 };
  const whole = { ...tenant, baseUrl: '', secret: 'hunter2', lastEventAt: 0, details: {} };

  it.each([
    ['not JSON', '{"secret":"hunter2",'],
    ['not an object', '"hunter2"'],
    ['a part missing', JSON.stringify({ ...whole, secret: undefined })],
    ['a flag that is text', JSON.stringify({ ...whole, installed: 'false' })],
    ['a version below 0', JSON.stringify({ ...whole, version: -1 })],
    ['a detail that is no text', JSON.stringify({ ...whole, details: { hunter2: {} } })],
    ['a previous secret without an end', JSON.stringify({ ...whole, previousSecret: { secret: 'hunter2' } })],
  ])('is refused and not quoted: %s', async (_name, json) => {
    const store = await opened({
      readTenant: async () => json,
      readTenants: async () => ({ records: [json] }),
    });
    const list = store.listTenants()[Symbol.asyncIterator]();
    for (const call of [store.readTenant('a'), list.next()]) {
      const failure = await failureOf(call);
      expect(failure.code).toBe('store_record_invalid');
      expect(inspect(failure, { showHidden: true })).not.toContain('hunter2');
    }
  });
});

it('a tenant that is incomplete, or has a version below 1, is not written', async () => {
  const write = vi.fn<StoreDriver['writeTenant']>();
  const store = await opened({ writeTenant: write });
  const { secret: _, ...incomplete } = tenantOf('tenant');
  const failure = await failureOf(store.writeTenant(incomplete as TenantRecord, 0));
  expect(failure).toMatchObject({ code: 'store_argument_invalid', data: { argument: 'tenant' } });
  const negative = await failureOf(store.writeTenant(tenantOf('tenant', { version: 0 }), -1));
  expect(negative).toMatchObject({ code: 'store_argument_invalid', data: { argument: 'expected' } });
  expect(write).not.toHaveBeenCalled();
});

describe('expired entries', () => {
  it('are swept at the first write, and then once a minute', async () => {
    let now = 1_700_000_000_000;
    const swept: number[] = [];
    const sweep = async (at: number): Promise<boolean> => {
      swept.push(at);
      return false;
    };
    const store = await opened({ sweep }, { now: () => now });
    await store.consumeOnce('a', now);
    await vi.waitFor(() => expect(swept).toHaveLength(1), SOON);
    now += 59_999;
    await store.consumeOnce('b', now);
    await store.writeEntry({ key: 'c', value: '', expiresAtMs: now }, undefined);
    now += 1;
    await store.writeEntry({ key: 'd', value: '', expiresAtMs: now }, undefined);
    await vi.waitFor(() => expect(swept).toEqual([1_700_000_000_000, 1_700_000_060_000]), SOON);
    // A clock that was corrected backwards.
    now -= 60_000;
    await store.consumeOnce('e', now);
    await vi.waitFor(() => expect(swept).toHaveLength(3), SOON);
  });

  it('are swept in steps, until none is left', async () => {
    let left = 5;
    const store = await opened({ sweep: async () => --left > 0 });
    await store.consumeOnce('a', 1);
    await vi.waitFor(() => expect(left).toBe(0), SOON);
  });

  it('do not fail the call when sweeping fails', async () => {
    const store = await opened({ sweep: () => Promise.reject(new Error('busy')) });
    expect(await store.consumeOnce('a', 1)).toBe(true);
  });
});

describe('opening', () => {
  afterEach(() => vi.useRealTimers());
  const code = (reason: unknown): unknown => (reason as StoreError).code;

  /** A driver whose `open` waits until a test settles it. */
  function slowDriver() {
    const attempts: { succeed(): void; fail(): void; readonly signal: AbortSignal }[] = [];
    const close = vi.fn<() => Promise<void>>(async () => {});
    const open: StoreDriver['open'] = (_emit, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      attempts.push({
        succeed: () => resolve(undefined),
        fail: () => reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
        signal,
      });
      return promise;
    };
    return { attempts, close, driver: driverOf({ open, close }) };
  }
  const settled = () => vi.advanceTimersByTimeAsync(0);

  it('happens once for many first calls, and again never', async () => {
    vi.useFakeTimers();
    const { attempts, driver } = slowDriver();
    const store = createStore(driver);
    const calls = Promise.all([store.readTenant('a'), store.consumeOnce('b', 1), store.open()]);
    await settled();
    attempts[0]?.succeed();
    await calls;
    await store.readTenant('a');
    await store.open();
    expect(attempts).toHaveLength(1);
  });

  it('that fails rejects every waiting call with the same error, and closes the driver', async () => {
    vi.useFakeTimers();
    const { attempts, close, driver } = slowDriver();
    const store = createStore(driver);
    const calls = [failureOf(store.readTenant('a')), failureOf(store.readEntries(['b']))];
    await settled();
    attempts[0]?.fail();
    for (const failure of await Promise.all(calls)) {
      expect(failure.data).toEqual({ store: 'test', operation: 'open', driverCode: 'ECONNREFUSED' });
    }
    expect(close).toHaveBeenCalledOnce();
  });

  it('that failed is tried again by a call after a backoff, which doubles up to 5 seconds', async () => {
    vi.useFakeTimers();
    const { attempts, driver } = slowDriver();
    const store = createStore(driver);
    const waits: number[] = [];
    let attemptedAt = performance.now();
    while (waits.length < 9) {
      const failure = failureOf(store.readTenant('a'));
      await settled();
      if (attempts.length > waits.length) {
        waits.push(performance.now() - attemptedAt);
        attemptedAt = performance.now();
        attempts.at(-1)?.fail();
      }
      expect(code(await failure)).toBe('store_unavailable');
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(waits).toEqual([0, 100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('that failed can be tried again at once by open()', async () => {
    const open = vi.fn<StoreDriver['open']>(async () => {}).mockRejectedValueOnce(new Error('not yet'));
    const store = createStore(driverOf({ open }));
    await failureOf(store.open());
    await store.open();
    expect(await store.readTenant('tenant')).toBeUndefined();
  });

  it('that succeeds after failures resets the backoff', async () => {
    vi.useFakeTimers();
    const { attempts, driver } = slowDriver();
    const store = createStore(driver);
    const attempt = async (how: 'succeed' | 'fail'): Promise<void> => {
      const opening = store.open().catch(() => {});
      await settled();
      attempts.at(-1)?.[how]();
      await opening;
    };
    for (const how of ['fail', 'fail', 'fail', 'succeed'] as const) await attempt(how);
    await store.close();
    await attempt('fail');
    await vi.advanceTimersByTimeAsync(100);
    const call = store.readTenant('a');
    await settled();
    attempts.at(-1)?.succeed();
    expect(await call).toBeUndefined();
  });

  it('that takes long makes calls reject after their timeout, and continues', async () => {
    vi.useFakeTimers();
    const { attempts, driver } = slowDriver();
    const store = createStore(driver, { timeout: 1 });
    const failure = failureOf(store.readTenant('a'));
    await vi.advanceTimersByTimeAsync(1000);
    expect((await failure).data).toMatchObject({ operation: 'readTenant', driverCode: 'TIMEOUT' });
    const call = store.readTenant('a');
    await vi.advanceTimersByTimeAsync(500);
    attempts[0]?.succeed();
    expect(await call).toBeUndefined();
    expect(attempts).toHaveLength(1);
  });

  it('that takes too long for a call does not make the call later', async () => {
    vi.useFakeTimers();
    const { attempts, driver } = slowDriver();
    const writeEntry = vi.fn<StoreDriver['writeEntry']>(async () => true);
    const store = createStore({ ...driver, writeEntry }, { timeout: 1 });
    const failure = failureOf(store.consumeOnce('key', 1));
    await vi.advanceTimersByTimeAsync(1000);
    await failure;
    attempts[0]?.succeed();
    await settled();
    expect(writeEntry).not.toHaveBeenCalled();
    expect(await store.consumeOnce('key', 1)).toBe(true);
  });

  it('is cancelled by close(), and what waited for it rejects with store_not_open', async () => {
    vi.useFakeTimers();
    const { attempts, close, driver } = slowDriver();
    const store = createStore(driver);
    const waiting = [failureOf(store.open()), failureOf(store.readTenant('a'))];
    await settled();
    await store.close();
    expect(attempts[0]?.signal.aborted).toBe(true);
    expect((await Promise.all(waiting)).map(code)).toEqual(['store_not_open', 'store_not_open']);
    expect(close).toHaveBeenCalledOnce();
    attempts[0]?.succeed();
    await settled();
    expect(code(await failureOf(store.readTenant('a')))).toBe('store_not_open');
    expect(attempts).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that close() cancels as it succeeds leaves the store closed, whatever the order', async () => {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      let isOpen = false;
      const open = async (): Promise<void> => {
        await promise;
        isOpen = true;
      };
      const close = async (): Promise<void> => {
        isOpen = false;
      };
      const store = createStore(driverOf({ open, close }));
      const opening = store.open().catch(() => {});
      await Promise.resolve();
      resolve(undefined);
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      await store.close();
      await opening;
      expect(code(await failureOf(store.readTenant('a')))).toBe('store_not_open');
      expect(isOpen).toBe(false);
    }
  });

  it('that close() cancels is cleaned up before close() resolves, and a new attempt is shared', async () => {
    vi.useFakeTimers();
    const { attempts, close, driver } = slowDriver();
    const { promise: cleaned, resolve } = Promise.withResolvers<void>();
    close.mockReturnValueOnce(cleaned);
    const store = createStore(driver);
    const cancelled = failureOf(store.open());
    await settled();
    const isClosed = vi.fn<() => void>();
    const closing = store.close().then(isClosed);
    const opening = store.open();
    await settled();
    expect(isClosed).not.toHaveBeenCalled();
    expect(attempts).toHaveLength(1);
    resolve();
    await closing;
    await cancelled;
    await settled();
    const call = store.readTenant('a');
    await settled();
    attempts[1]?.succeed();
    await Promise.all([opening, call]);
    expect(attempts).toHaveLength(2);
  });

  it('that close() cancels before it began does not call the driver', async () => {
    const { attempts, driver } = slowDriver();
    const store = createStore(driver);
    const opening = failureOf(store.open());
    await store.close();
    expect(code(await opening)).toBe('store_not_open');
    expect(attempts).toEqual([]);
  });

  it('after a close() that is under way waits for it', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<undefined>();
    const order: string[] = [];
    const store = await opened({
      open: async () => void order.push('open'),
      close: async () => {
        order.push('close');
        await closed;
        order.push('closed');
      },
    });
    const closing = store.close();
    const opening = store.open();
    resolve(undefined);
    await Promise.all([closing, opening]);
    expect(order).toEqual(['open', 'close', 'closed', 'open']);
    expect(await store.readTenant('a')).toBeUndefined();
  });

  it('closing reports an error of the driver, and leaves the store closed', async () => {
    const store = await opened({ close: () => Promise.reject(new Error('no')) });
    expect((await failureOf(store.close())).data.operation).toBe('close');
    expect(code(await failureOf(store.readTenant('a')))).toBe('store_not_open');
    await store.open();
    expect(await store.readTenant('a')).toBeUndefined();
  });
});

describe('a subscription of the driver', () => {
  afterEach(() => vi.useRealTimers());

  it('begins after open, reaches listeners, and ends with close', async () => {
    const events: SubscriptionEvents[] = [];
    const end = vi.fn<() => void>();
    const changes: Change[] = [];
    const store = createStore(
      driverOf({
        subscribe: async (each) => {
          events.push(each);
          return { probe: async () => {}, end };
        },
      }),
    );
    store.watch((change) => changes.push(change));
    await store.open();
    const [subscription] = events;
    changes.length = 0;
    subscription?.receive(JSON.stringify({ kind: 'entry', key: 'a' }));
    expect(changes).toEqual([{ kind: 'entry', key: 'a' }]);
    await store.close();
    await vi.waitFor(() => expect(end).toHaveBeenCalledOnce(), SOON);
    subscription?.receive(JSON.stringify({ kind: 'tenant', clientKey: 'b' }));
    expect(changes).toHaveLength(1);
    await store.open();
    expect(events).toHaveLength(2);
    await store.close();
  });

  it('that begins after open() has timed out is ended, and does not replace a later one', async () => {
    vi.useFakeTimers();
    const ends: number[] = [];
    const begin: (() => void)[] = [];
    const store = createStore(
      driverOf({
        subscribe: async () => {
          const index = begin.length;
          await new Promise<void>((resolve) => {
            begin.push(resolve);
          });
          return { probe: async () => {}, end: () => void ends.push(index) };
        },
      }),
      { timeout: 1 },
    );
    const failure = failureOf(store.open());
    await vi.advanceTimersByTimeAsync(5000);
    await failure;
    const opening = store.open();
    await vi.advanceTimersByTimeAsync(0);
    begin[1]?.();
    await opening;
    begin[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(ends).toEqual([0]);
    await store.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(ends).toEqual([0, 1]);
  });

  it('that fails makes open() fail', async () => {
    const store = createStore(driverOf({ subscribe: () => Promise.reject(new Error('no')) }));
    expect((await failureOf(store.open())).data.operation).toBe('open');
  });
});

describe('objects of the driver', () => {
  it('are copied for each listener and each list', async () => {
    const own: (string | undefined)[] = ['a value'];
    let emit: (change: Change) => void = () => {};
    const store = createStore(
      driverOf({
        open: async (given) => {
          emit = given;
        },
        readEntries: async () => own,
      }),
    );
    await store.open();
    const seen: Change[] = [];
    store.watch((change) => void Object.assign(change, { key: 'changed' }));
    store.watch((change) => seen.push(change));
    emit({ kind: 'entry', key: 'a' });
    expect(seen).toEqual([{ kind: 'entry', key: 'a' }]);
    Object.assign(await store.readEntries(['a']), ['changed']);
    expect(own).toEqual(['a value']);
  });

  it.each([
    ['too few values', []],
    ['a value that is no text', [7 as never]],
  ])('are refused as damaged: %s', async (_name, values) => {
    const store = await opened({ readEntries: async () => values });
    expect((await failureOf(store.readEntries(['a']))).code).toBe('store_record_invalid');
  });
});

describe('the clock of a store', () => {
  it('is that of the database, whatever the clock of the node says', async () => {
    vi.useFakeTimers();
    const times: number[] = [];
    const databaseMs = Date.now() - 172_800_000;
    const begun = performance.now();
    const changes: Change[] = [];
    const store = createStore(
      driverOf({
        readClock: async () => databaseMs + (performance.now() - begun),
        writeEntry: async (_write, nowMs) => times.push(nowMs) > 0,
        sweep: async (nowMs) => {
          times.push(nowMs);
          return false;
        },
      }),
    );
    store.watch((change) => changes.push(change));
    await store.open();
    await vi.advanceTimersByTimeAsync(30_000);
    await store.consumeOnce('a', 1);
    await vi.advanceTimersByTimeAsync(0);
    vi.useRealTimers();
    expect(times.map((time) => Math.round((time - databaseMs) / 1000))).toEqual([30, 30]);
    const clocks = changes.flatMap((change) => (change.kind === 'clock' ? [change.nowMs] : []));
    expect(clocks.map((time) => Math.round((time - databaseMs) / 1000))).toEqual([0, 30]);
  });

  it('is the given one in tests', async () => {
    const times: number[] = [];
    const store = await opened(
      { readClock: async () => 7, writeEntry: async (_write, nowMs) => times.push(nowMs) > 0 },
      { now: () => 1_700_000_000_000 },
    );
    await store.consumeOnce('a', 1);
    expect(times).toEqual([1_700_000_000_000]);
  });
});

describe('options', () => {
  const client = { eval: async () => {} } as unknown as IoredisClient;
  const timeout = 'timeout must be a number of seconds above 0, up to 60';

  it('that are not valid are all reported at once, by name', () => {
    const wrong = { timeout: 0, now: 'later' } as never;
    const problemsOf = (make: () => unknown): readonly string[] => {
      try {
        make();
      } catch (error) {
        if (error instanceof ConfigurationError) return error.problems;
      }
      return [];
    };
    expect(problemsOf(() => memoryStore(wrong))).toContain('memoryStore: now must be a function');
    expect(problemsOf(() => createStore(driverOf(), wrong))).toEqual([
      `createStore: ${timeout}`,
      'createStore: now must be a function',
    ]);
    expect(problemsOf(() => sqliteStore('', { timeout: Number.NaN }))).toEqual([
      'sqliteStore: database must be a path or a DatabaseSync',
      `sqliteStore: ${timeout}`,
    ]);
    expect(problemsOf(() => postgresStore(undefined as never, { schema: 'a"b', timeout: -1 }))).toEqual([
      'postgresStore: pool must be a pg.Pool',
      'postgresStore: schema must be up to 48 lower-case letters, digits and _',
      `postgresStore: ${timeout}`,
    ]);
    expect(problemsOf(() => redisStore({} as never, { prefix: 1 as never, timeout: 61 }))).toEqual([
      'redisStore: client must be a client of ioredis or redis',
      'redisStore: prefix must be text',
      `redisStore: ${timeout}`,
    ]);
    expect(problemsOf(() => redisStore(client, { dangerouslyAllowEviction: 'yes' as never }))).toEqual([
      'redisStore: dangerouslyAllowEviction must be true or false',
    ]);
  });

  it('do nothing before the store is opened', () => {
    expect(() => sqliteStore('/no/such/folder/authbeat.db')).not.toThrow();
  });
});

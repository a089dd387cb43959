import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../src/errors.ts';
import type { Backend } from '../../src/stores/backend.ts';
import { buildStore } from '../../src/stores/build.ts';
import type { Store, TenantRecord } from '../../src/stores/contract.ts';
import { StoreError } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore, type IoredisClient } from '../../src/stores/redis.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { tenantOf } from '../../src/testing/stores/world.ts';

const SECRET = 'postgres://authbeat:hunter2@db.internal/app';

/** A backend that answers nothing of interest, save for what a test says. */
function backend(parts: Partial<Backend> = {}): Backend {
  return {
    name: 'test',
    open: async () => {},
    close: async () => {},
    readTenant: async () => undefined,
    writeTenant: async () => true,
    readTenants: async () => ({ records: [] }),
    consumeOnce: async () => true,
    revoke: async () => {},
    readRevocations: async () => [],
    sweep: async () => {},
    ...parts,
  };
}

async function opened(parts: Partial<Backend>, options = {}): Promise<Store> {
  const store = buildStore(backend(parts), options);
  await store.open();
  return store;
}

const failureOf = async (call: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw new Error('There was no StoreError.');
};

describe('a wait', () => {
  afterEach(() => vi.useRealTimers());

  it('ends with store_unavailable when the time is up, and tells the backend', async () => {
    vi.useFakeTimers();
    const signals: AbortSignal[] = [];
    const readTenant = (_key: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<never>(() => {});
    };
    const store = await opened({ readTenant }, { timeout: 1000 });
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

  it('is 2 seconds by default, and five times as long for open', async () => {
    vi.useFakeTimers();
    const hang = () => new Promise<never>(() => {});
    const closed = vi.fn<() => Promise<void>>(async () => {});
    const opening = failureOf(buildStore(backend({ open: hang, close: closed })).open());
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await opening).data).toEqual({ store: 'test', operation: 'open', driverCode: 'TIMEOUT' });
    expect(closed).toHaveBeenCalledOnce();

    const store = await opened({ consumeOnce: hang });
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

  it('that was in vain does not end the process when the backend fails later on', async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const store = await opened({ readTenant: () => promise }, { timeout: 1 });
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
  ])('is told by its code alone (%#)', async (error, driverCode) => {
    const readTenant = vi.fn<Backend['readTenant']>().mockRejectedValue(error);
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

it('a tenant without all its parts, or of a version below 1, is not written', async () => {
  const write = vi.fn<Backend['writeTenant']>();
  const store = await opened({ writeTenant: write });
  const { secret: _, ...incomplete } = tenantOf('tenant');
  const failure = await failureOf(store.writeTenant(incomplete as TenantRecord, 0));
  expect(failure).toMatchObject({ code: 'store_argument_invalid', data: { argument: 'tenant' } });
  const negative = await failureOf(store.writeTenant(tenantOf('tenant', { version: 0 }), -1));
  expect(negative).toMatchObject({ code: 'store_argument_invalid', data: { argument: 'expected' } });
  expect(write).not.toHaveBeenCalled();
});

describe('what may be forgotten', () => {
  it('is swept at the first write, and a minute later at the earliest', async () => {
    let now = 1_700_000_000_000;
    const swept: number[] = [];
    const store = await opened({ sweep: async (at) => void swept.push(at) }, { now: () => now });
    await store.consumeOnce('a', now);
    now += 59_999;
    await store.consumeOnce('b', now);
    await store.revoke({ subject: 'c', before: now, until: now });
    now += 1;
    await store.revoke({ subject: 'd', before: now, until: now });
    expect(swept).toEqual([1_700_000_000_000, 1_700_000_060_000]);
  });

  it('is left for later when sweeping fails', async () => {
    const store = await opened({ sweep: () => Promise.reject(new Error('busy')) });
    expect(await store.consumeOnce('a', 1)).toBe(true);
  });
});

describe('opening', () => {
  it('that failed can be tried again', async () => {
    const open = vi.fn<Backend['open']>().mockRejectedValueOnce(new Error('not yet'));
    const store = buildStore(backend({ open: (emit, signal) => open(emit, signal) ?? Promise.resolve() }));
    await failureOf(store.open());
    await store.open();
    expect(await store.readTenant('tenant')).toBeUndefined();
  });
});

describe('options', () => {
  const client = { eval: async () => {} } as unknown as IoredisClient;
  const timeout = 'timeout must be a whole number of milliseconds above 0';

  it('that cannot be used are all reported at once, by name', () => {
    const wrong = { timeout: 0, now: 'later' } as never;
    const problemsOf = (make: () => unknown): readonly string[] => {
      try {
        make();
      } catch (error) {
        if (error instanceof ConfigurationError) return error.problems;
      }
      return [];
    };
    expect(problemsOf(() => memoryStore(wrong))).toEqual([
      `memoryStore: ${timeout}`,
      'memoryStore: now must be a function',
    ]);
    expect(problemsOf(() => sqliteStore('', { timeout: Number.NaN }))).toEqual([
      'sqliteStore: database must be a path or a DatabaseSync',
      `sqliteStore: ${timeout}`,
    ]);
    expect(problemsOf(() => postgresStore(undefined as never, { schema: 'a"b', timeout: 1.5 }))).toEqual([
      'postgresStore: pool must be a pg.Pool',
      'postgresStore: schema must be up to 48 lower-case letters, digits and _',
      `postgresStore: ${timeout}`,
    ]);
    expect(problemsOf(() => redisStore({} as never, { prefix: 1 as never, timeout: 2 ** 31 }))).toEqual([
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

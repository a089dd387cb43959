import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { afterAll, expect, it } from 'vitest';
import type { Store } from '../../src/stores/contract.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { postgresStore } from '../../src/stores/postgres.ts';
import { redisStore } from '../../src/stores/redis.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { collect, tenantOf } from '../../src/testing/stores/helpers.ts';
import { describeDatabase } from './servers/database.ts';
import { POSTGRES, postgresConfig } from './servers/postgres.ts';
import { REDIS } from './servers/redis.ts';

/** One call, as data. Times are relative to the clock. */
type Step =
  | { readonly do: 'write'; readonly key: string; readonly expected: number; readonly secret: string }
  | { readonly do: 'read' | 'list' | 'entry'; readonly key: string }
  | { readonly do: 'consume'; readonly key: string; readonly lifetime: number }
  | {
      readonly do: 'set';
      readonly key: string;
      readonly value: string;
      readonly expected: string | undefined;
      readonly lifetime: number;
    }
  | { readonly do: 'wait'; readonly time: number };

const key = fc.constantFrom('a', 'A', 'a\0', '__proto__', 'é', ':');
const value = fc.constantFrom('', 'a', 'a\0', 'é b');
const lifetime = fc.integer({ min: 0, max: 50 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    key,
    expected: fc.integer({ min: 0, max: 3 }),
    secret: fc.string({ unit: 'binary', maxLength: 5 }),
  }),
  fc.record({ do: fc.constantFrom('read' as const, 'list' as const, 'entry' as const), key }),
  fc.record({ do: fc.constant('consume' as const), key, lifetime }),
  fc.record({
    do: fc.constant('set' as const),
    key,
    value,
    expected: fc.option(value, { nil: undefined }),
    lifetime,
  }),
  fc.record({ do: fc.constant('wait' as const), time: fc.integer({ min: 1, max: 30 }) }),
);

interface Clock {
  now: number;
}

/** Runs a step and returns everything that is visible of it. */
async function perform(store: Store, clock: Clock, step: Step): Promise<unknown> {
  switch (step.do) {
    case 'write': {
      const tenant = tenantOf(step.key, { version: step.expected + 1, secret: step.secret });
      return store.writeTenant(tenant, step.expected);
    }
    case 'read':
      return store.readTenant(step.key);
    case 'list':
      return (await collect(store.listTenants())).map(({ clientKey }) => clientKey).toSorted();
    case 'consume':
      return store.consumeOnce(step.key, clock.now + step.lifetime);
    case 'set': {
      const expiresAtMs = clock.now + step.lifetime;
      return store.writeEntry({ key: step.key, value: step.value, expiresAtMs }, step.expected);
    }
    case 'entry':
      return store.readEntries([step.key, 'a', step.key]);
    case 'wait':
      clock.now += step.time;
  }
  return undefined;
}

/** Asserts that a store and the memory store give the same results for the same calls at the same times. */
async function agreesWithMemory(create: (place: string, now: () => number) => Store): Promise<void> {
  let places = 0;
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const start = Date.now();
    const [clock, modelClock] = [{ now: start }, { now: start }];
    const model = memoryStore({ now: () => modelClock.now });
    const store = create(`model_${process.pid}_${places++}`, () => clock.now);
    await model.open();
    await store.open();
    try {
      for (const step of steps) {
        expect(await perform(store, clock, step)).toEqual(await perform(model, modelClock, step));
      }
    } finally {
      await store.close();
    }
  });
  await fc.assert(property, { numRuns: 40, endOnFailure: false });
}

it('sqliteStore behaves as memoryStore does', async () => {
  const agreement = agreesWithMemory((_place, now) => sqliteStore(':memory:', { now }));
  await expect(agreement).resolves.toBeUndefined();
});

describeDatabase(POSTGRES, (database) => {
  let pool: Pool | undefined;
  afterAll(() => pool?.end());

  it('postgresStore behaves as memoryStore does', async () => {
    const used = new Pool(postgresConfig(database()));
    pool = used;
    const agreement = agreesWithMemory((schema, now) => postgresStore(used, { now, schema }));
    await expect(agreement).resolves.toBeUndefined();
  });
});

describeDatabase(REDIS, (database) => {
  let client: Redis | undefined;
  afterAll(() => client?.disconnect());

  it('redisStore behaves as memoryStore does', async () => {
    const { proxy, login } = database();
    const used = new Redis({ ...login, port: proxy.port });
    client = used;
    const agreement = agreesWithMemory((place, now) => redisStore(used, { now, prefix: `${place}:` }));
    await expect(agreement).resolves.toBeUndefined();
  });
});

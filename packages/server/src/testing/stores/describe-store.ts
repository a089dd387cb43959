import { describeChanges } from './changes.ts';
import { describeConsumption } from './consumption.ts';
import { describeFault } from './faults.ts';
import { describeKeys } from './keys.ts';
import { describeLife } from './life.ts';
import { describeRevocations } from './revocations.ts';
import type { StoreSubject, TestFunctions } from './subject.ts';
import { describeTenants } from './tenants.ts';
import { createWorld } from './world.ts';

/**
 * Defines the tests that every store has to pass. It brings its own assertions; only `describe` and `it` come
 * from your test runner.
 *
 * @param name how to call the store in the tests' names
 *
 * @example
 * ```ts
 * import { describe, it } from 'node:test';
 * import { memoryStore } from '@authbeat/server/memory';
 * import { describeStore } from '@authbeat/server/testing';
 *
 * describeStore('memoryStore', { create: (_place, options) => ({ store: memoryStore(options) }), nodes: 'one' }, { describe, it });
 * ```
 */
export function describeStore(name: string, subject: StoreSubject, tests: TestFunctions): void {
  const world = createWorld(subject);
  tests.describe(name, () => {
    describeLife(world, tests);
    describeTenants(world, tests);
    describeConsumption(world, tests);
    describeRevocations(world, tests);
    describeKeys(world, tests);
    describeChanges(world, tests);
    for (const fault of subject.faults ?? []) describeFault(fault, world, tests);
  });
}

import { describeChanges } from './changes.ts';
import { describeConsumption } from './consumption.ts';
import { describeEntries } from './entries.ts';
import { describeFault } from './faults.ts';
import { describeKeys } from './keys.ts';
import { describeLife } from './life.ts';
import type { StoreSubject, TestFunctions } from './subject.ts';
import { createSuite } from './suite.ts';
import { describeTenants } from './tenants.ts';

/**
 * Defines the tests that every store must pass. The assertions are its own; `describe` and `it` come from your test
 * runner.
 *
 * @param name the name of the store in the tests' names
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
  const suite = createSuite(subject);
  tests.describe(name, () => {
    describeLife(suite, tests);
    describeTenants(suite, tests);
    describeConsumption(suite, tests);
    describeEntries(suite, tests);
    describeKeys(suite, tests);
    describeChanges(suite, tests);
    for (const fault of subject.faults ?? []) describeFault(fault, suite, tests);
  });
}

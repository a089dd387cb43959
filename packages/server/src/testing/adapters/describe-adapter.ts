import type { TestFunctions } from '../stores/subject.ts';
import { describeBodies } from './bodies.ts';
import { describeFailures } from './failures.ts';
import { describeGuards } from './guards.ts';
import { describeHeaders } from './headers.ts';
import { describeMethods } from './methods.ts';
import { describeMounting } from './mounting.ts';
import type { AdapterSubject } from './subject.ts';
import { describeUrls } from './urls.ts';
import { createSuite } from './suite.ts';

/**
 * Defines the tests that every adapter must pass, over real sockets. It has its own assertions; pass `describe`
 * and `it` of your test runner.
 *
 * @param name the adapter's name in the names of the tests
 *
 * @example
 * ```ts
 * import { describe, it } from 'node:test';
 * import { describeAdapter, type AppPlan, type RunningApp } from '@authbeat/server/testing';
 *
 * declare function serve(plan: AppPlan): Promise<RunningApp>;
 *
 * describeAdapter('my framework', { serve }, { describe, it });
 * ```
 */
export function describeAdapter(name: string, subject: AdapterSubject, tests: TestFunctions): void {
  const suite = createSuite(subject);
  tests.describe(name, () => {
    describeUrls(suite, tests);
    describeMounting(suite, tests);
    describeGuards(suite, tests);
    describeBodies(suite, tests);
    describeMethods(suite, tests);
    describeHeaders(suite, tests);
    describeFailures(suite, tests);
  });
}

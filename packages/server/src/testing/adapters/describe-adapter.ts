import type { TestFunctions } from '../stores/subject.ts';
import { describeBodies } from './bodies.ts';
import { describeFailures } from './failures.ts';
import { describeGuards } from './guards.ts';
import { describeHeaders } from './headers.ts';
import { describeMethods } from './methods.ts';
import { describeMounting } from './mounting.ts';
import type { AdapterSubject } from './subject.ts';
import { describeUrls } from './urls.ts';
import { createWorld } from './world.ts';

/**
 * Defines the tests that every adapter has to pass, over real sockets. It brings its own assertions; only
 * `describe` and `it` come from your test runner.
 *
 * @param name how to call the adapter in the tests' names
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
  const world = createWorld(subject);
  tests.describe(name, () => {
    describeUrls(world, tests);
    describeMounting(world, tests);
    describeGuards(world, tests);
    describeBodies(world, tests);
    describeMethods(world, tests);
    describeHeaders(world, tests);
    describeFailures(world, tests);
  });
}

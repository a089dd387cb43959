/**
 * Vitest begins with the largest files. Of the long tests, those that take minutes have to begin first, or the last
 * of them runs alone: `npm run test:long` takes as long as its slowest file at least.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The long tests that take about a minute or more. Neighbours run side by side: some of them work, others wait. */
export const LONGEST: readonly string[] = [
  'packages/server/test/fuzz/fuzz.long.test.ts',
  'e2e/browsers/firefox.long.test.ts',
  'e2e/browsers/full-chromium.long.test.ts',
  'e2e/browsers/webkit.long.test.ts',
  'e2e/browsers/chromium.long.test.ts',
  'e2e/gateway/spring.long.test.ts',
  'packages/server/test/tenants/loop.long.test.ts',
  'packages/server/test/chaos/redis.long.test.ts',
  'packages/server/test/tokens/verified.long.test.ts',
  'packages/server/test/chaos/postgres.long.test.ts',
  'packages/server/test/adapters/routers/routers.long.test.ts',
  'packages/server/test/stores/postgres-versions.long.test.ts',
  'packages/client/test/day.long.test.ts',
  'e2e/gateway/ace.long.test.ts',
  'packages/core/test/inspect/mutants.long.test.ts',
];

/** Moves the longest to the beginning, and keeps the order of the others. */
export function sortLongestFirst<File extends { readonly moduleId: string }>(files: readonly File[]): File[] {
  const rank = ({ moduleId }: File): number => {
    const index = LONGEST.findIndex((path) => moduleId.endsWith(path));
    return index < 0 ? LONGEST.length : index;
  };
  return files.toSorted((one, other) => rank(one) - rank(other));
}

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest, which returns another array
    return sortLongestFirst(await super.sort(files));
  }
}

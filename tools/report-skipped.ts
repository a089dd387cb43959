/**
 * A reporter of Vitest: where a machine lacks a database or a browser, the last lines of `npm test` say which tests
 * were skipped, and the commands that install what they need.
 */
import type { Reporter, TestModule } from 'vitest/node';

/** What the reporter needs of a test file. */
export type TestFile = Pick<TestModule, 'relativeModuleId'> & {
  readonly children: { allTests(state: 'skipped'): Iterable<{ readonly fullName: string }> };
};

/** The lines, or none when no test was skipped for want of a program. */
export function describeSkipped(files: readonly TestFile[]): string {
  const counts = files
    .map(({ relativeModuleId, children }) => ({
      file: relativeModuleId,
      count: [...children.allTests('skipped')].length,
    }))
    .filter(({ count }) => count > 0);
  if (counts.length === 0) return '';
  const lines = counts.map(({ file, count }) => `  ${file} (${count})`);
  return [
    'Skipped, because a database or a browser is not installed:',
    ...lines,
    'On Debian, this installs what is missing: tools/install-databases.sh && tools/install-browsers.sh',
    '',
  ].join('\n');
}

// oxlint-disable-next-line import/no-default-export -- Vitest loads reporters by their default export
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    // A run of tests by name skips all others on purpose.
    const named = modules.some(({ project }) => project.config.testNamePattern !== undefined);
    if (!named) process.stdout.write(describeSkipped(modules));
  }
}

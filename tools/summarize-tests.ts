/**
 * Reads Vitest's JSON reports and prints one line for all of them: `N passed, N failed, N skipped`. Fails unless
 * every test has passed: a skipped test proves nothing, and neither does a report without tests.
 */
import { readFileSync } from 'node:fs';

interface TestReport {
  readonly testResults: readonly {
    /** Fails with the file itself, too: where it cannot be loaded there are no assertions. */
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function countResults({ testResults }: TestReport): Counts {
  const statuses = testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length + brokenFiles.length;
  const skipped = statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  return { passed, failed, skipped };
}

function readReport(path: string): TestReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    return { testResults: [{ status: 'failed', assertionResults: [] }] };
  }
}

const counts = process.argv.slice(2).map((path) => countResults(readReport(path)));
const sum = (name: keyof Counts): number => counts.reduce((total, count) => total + count[name], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
if (
  counts.length === 0 ||
  counts.some(({ passed }) => passed === 0) ||
  sum('failed') > 0 ||
  sum('skipped') > 0
)
  process.exitCode = 1;

/**
 * Reads Vitest's JSON report and prints one line: `N passed, N failed, N skipped`. Fails unless every test has
 * passed: a skipped test proves nothing, and neither does a report without tests.
 */
import { readFileSync } from 'node:fs';

interface TestReport {
  readonly testResults: readonly {
    /** Fails with the file itself, too: where it cannot be loaded there are no assertions. */
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

function countResults({ testResults }: TestReport): { passed: number; failed: number; skipped: number } {
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

const { passed, failed, skipped } = countResults(readReport(process.argv[2] ?? ''));
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (passed === 0 || failed > 0 || skipped > 0) process.exitCode = 1;

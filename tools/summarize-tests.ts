/**
 * Reads Vitest's JSON reports and prints a line for each test that did not pass, with the first line of its error, and
 * one for all of them: `N passed, N failed, N skipped`. Fails unless every test has passed: a skipped test proves
 * nothing, and neither does a report without tests.
 */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface TestReport {
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  /** Fails with the file itself, too: where it cannot be loaded there are no assertions. */
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly TestResult[];
}

interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[] | null;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function countResults({ testResults }: TestReport): Counts {
  const statuses = testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const brokenFiles = testResults.filter(isBroken);
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length + brokenFiles.length;
  const skipped = statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  return { passed, failed, skipped };
}

/** Whether the file itself failed, and none of its tests. */
function isBroken({ status, assertionResults }: TestFile): boolean {
  return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
}

function describeFailures({ testResults }: TestReport): readonly string[] {
  return testResults.flatMap((file) => {
    const path = relative(process.cwd(), file.name);
    const broken = isBroken(file) ? [`FAILED: ${path}: ${firstLine(file.message)}`] : [];
    const failed = file.assertionResults
      .filter(({ status }) => status !== 'passed')
      .map(
        ({ fullName, status, failureMessages }) =>
          `${status.toUpperCase()}: ${path}: ${fullName}: ${firstLine(failureMessages?.[0])}`,
      );
    return [...broken, ...failed];
  });
}

function firstLine(message = ''): string {
  return message.trimStart().split('\n', 1)[0] ?? '';
}

function readReport(path: string): TestReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    const message = 'there is no report';
    return { testResults: [{ name: path, status: 'failed', message, assertionResults: [] }] };
  }
}

const reports = process.argv.slice(2).map(readReport);
const counts = reports.map(countResults);
for (const line of reports.flatMap(describeFailures)) console.log(line);
const sum = (name: keyof Counts): number => counts.reduce((total, count) => total + count[name], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
if (
  counts.length === 0 ||
  counts.some(({ passed }) => passed === 0) ||
  sum('failed') > 0 ||
  sum('skipped') > 0
)
  process.exitCode = 1;

import type { CheckResult, Evidence, ReportedFinding, Report } from './report.ts';

/** A report for CI servers: one test suite for each check, one test case for each URL. */
export function formatJunit(report: Report): string {
  const { app, checks, duration, startedAt } = report;
  const numbers = numbersOf(checks.flatMap(({ findings }) => findings));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escape(`authbeat check of ${app.key}`)}" ${numbers} time="${duration.toFixed(3)}">`,
    ...checks.map((check) => formatSuite(check, startedAt)),
    '</testsuites>',
    '',
  ].join('\n');
}

function formatSuite({ id, findings }: CheckResult, startedAt: string): string {
  return [
    `  <testsuite name="${escape(id)}" ${numbersOf(findings)} timestamp="${startedAt.slice(0, 19)}">`,
    ...findings.map((finding) => formatCase(finding)),
    '  </testsuite>',
  ].join('\n');
}

type Result = 'passed' | 'failure' | 'error' | 'skipped';

/** A missing response is an error of the run: the scan is incomplete, and its exit code says so. */
function resultOf({ status, cause, accepted }: ReportedFinding): Result {
  if (accepted) return 'skipped';
  if (status === 'fail') return 'failure';
  if (cause === 'inconclusive') return 'error';
  return status === 'not-judged' ? 'skipped' : 'passed';
}

function numbersOf(findings: readonly ReportedFinding[]): string {
  const results = findings.map((finding) => resultOf(finding));
  const amount = (wanted: Result): number => results.filter((result) => result === wanted).length;
  const [failures, errors, skipped] = [amount('failure'), amount('error'), amount('skipped')];
  return `tests="${results.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function formatCase(finding: ReportedFinding): string {
  const { check, url, status, reason, evidence, accepted } = finding;
  const result = resultOf(finding);
  const opening = `    <testcase classname="${escape(check)}" name="${escape(url)}"`;
  const message = escape(accepted ? `accepted: ${accepted.reason}` : reason);
  const text = escape([reason, ...evidence.map((item) => describe(item))].join('\n'));
  if (result === 'skipped') return `${opening}><skipped message="${message}"/></testcase>`;
  if (result !== 'passed') return `${opening}><${result} message="${message}">${text}</${result}></testcase>`;
  return status === 'warning'
    ? `${opening}><system-out>Warning: ${text}</system-out></testcase>`
    : `${opening}/>`;
}

function describe({ label, curl, status, failure }: Evidence): string {
  return `${label} → ${status ?? failure}\n${curl}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Escapes text for XML 1.0. What XML cannot hold (section 2.2), a report does not have. */
function escape(text: string): string {
  return text.replace(/[\uFFFE\uFFFF]/g, '\uFFFD').replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}

import type { CheckResult, Evidence, Finding, Report } from './report.ts';

/** A report for CI servers: one test suite for each check, one test case for each URL. */
export function formatJunit(report: Report): string {
  const { app, checks, duration, startedAt, counts } = report;
  const total = checks.reduce((sum, { findings }) => sum + findings.length, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escape(`authbeat check of ${app.key}`)}" tests="${total}" failures="${counts.fail}" time="${duration.toFixed(3)}">`,
    ...checks.map((check) => formatSuite(check, startedAt)),
    '</testsuites>',
    '',
  ].join('\n');
}

function formatSuite({ id, findings }: CheckResult, startedAt: string): string {
  const failures = findings.filter(({ outcome, accepted }) => outcome === 'fail' && !accepted).length;
  const skipped = findings.filter((finding) => isSkipped(finding)).length;
  return [
    `  <testsuite name="${escape(id)}" tests="${findings.length}" failures="${failures}" errors="0" skipped="${skipped}" timestamp="${startedAt.slice(0, 19)}">`,
    ...findings.map((finding) => formatCase(finding)),
    '  </testsuite>',
  ].join('\n');
}

function isSkipped({ outcome, accepted }: Finding): boolean {
  return outcome === 'not-judged' || accepted !== undefined;
}

function formatCase(finding: Finding): string {
  const { check, url, outcome, reason, evidence, accepted } = finding;
  const opening = `    <testcase classname="${escape(check)}" name="${escape(url)}"`;
  const text = escape([reason, ...evidence.map((item) => describe(item))].join('\n'));
  if (accepted) return `${opening}><skipped message="${escape(`accepted: ${accepted.reason}`)}"/></testcase>`;
  if (outcome === 'not-judged') return `${opening}><skipped message="${escape(reason)}"/></testcase>`;
  if (outcome === 'fail')
    return `${opening}><failure message="${escape(reason)}">${text}</failure></testcase>`;
  return outcome === 'warning'
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

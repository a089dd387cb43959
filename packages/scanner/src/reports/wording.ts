import { DOCS_URL } from '@authbeat/core';
import type { Status } from '../judging/finding.ts';
import { count } from '../values.ts';
import type { CheckResult, ReportedFinding, Report } from './report.ts';

/** Statuses as people read them. */
export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  fail: 'Failed',
  warning: 'Passed with a warning',
  'not-judged': 'Not judged',
  pass: 'Passed',
};

/** The page that explains a check. */
export function docsOf(checkId: string): string {
  return `${DOCS_URL}/checks/${checkId}/`;
}

/** One sentence for the whole scan. */
export function headlineOf({ counts, isIncomplete }: Report): string {
  if (counts.fail > 0) return `${count(counts.fail, 'finding')} failed.`;
  if (isIncomplete) return 'The scan is incomplete: something could not be judged.';
  return counts.warning > 0
    ? `Nothing failed; ${count(counts.warning, 'finding')} ${counts.warning === 1 ? 'is a warning' : 'are warnings'}.`
    : 'Nothing failed.';
}

/** "1 failed · 2 warnings · 3 not judged · 40 passed". */
export function summaryOf({ counts, acceptedCount }: Report): string {
  return [
    `${counts.fail} failed`,
    count(counts.warning, 'warning'),
    `${counts['not-judged']} not judged`,
    `${counts.pass} passed`,
    ...(acceptedCount > 0 ? [`${acceptedCount} accepted`] : []),
  ].join(' · ');
}

/**
 * Sums up a report in two lines: the counts, and one sentence.
 *
 * @example
 * ```ts
 * import { summarizeReport, type Report } from '@authbeat/scanner';
 *
 * export const toStatusLine = (report: Report): string => summarizeReport(report).replace('\n', ': ');
 * ```
 */
export function summarizeReport(report: Report): string {
  return `${summaryOf(report)}\n${headlineOf(report)}`;
}

/** "requirement 1.1", for checks that CSRT has, too. */
export function requirementOf({ requirement }: CheckResult): string {
  return requirement === undefined ? '' : `requirement ${requirement}`;
}

/** What is to be read first: what failed, then what warns; nothing that is accepted. */
export function findingsBy(report: Report, status: Status): readonly ReportedFinding[] {
  return report.checks.flatMap(({ findings }) =>
    findings.filter((finding) => finding.status === status && !finding.accepted),
  );
}

/** Does a finding say why something is not judged that could have been? From outside, much cannot be. */
export function isUnclear({ cause }: ReportedFinding, { depth }: Report): boolean {
  return cause === 'inconclusive' || (cause === 'out-of-reach' && depth === 'inside');
}

/** Checks that see nothing from outside, which one line says for all of them. */
export function checksOutOfReach({ checks, depth }: Report): readonly CheckResult[] {
  if (depth === 'inside') return [];
  return checks.filter(
    ({ findings }) => findings.length > 0 && findings.every(({ cause }) => cause === 'out-of-reach'),
  );
}

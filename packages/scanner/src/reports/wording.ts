import type { Status } from '../judging/finding.ts';
import { count } from '../values.ts';
import type { CheckResult, ReportedFinding, Report } from './report.ts';

/** Outcomes as people read them. */
export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  fail: 'Failed',
  warning: 'Passed with a warning',
  'not-judged': 'Not judged',
  pass: 'Passed',
};

/** Which of Authbeat's documents explains a check. */
export function docsOf(checkId: string): string {
  return `docs/checks/${checkId}.md`;
}

/** One sentence for the whole scan. */
export function headlineOf({ counts, isIncomplete }: Report): string {
  if (counts.fail > 0) return `${count(counts.fail, 'finding')} must be mended.`;
  if (isIncomplete) return 'The scan is incomplete: something did not response.';
  return counts.warning > 0
    ? `Nothing failed; ${count(counts.warning, 'finding')} deserve${counts.warning === 1 ? 's' : ''} a look.`
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

/** "requirement 1.1", for checks that Atlassian's tester has too. */
export function requirementOf({ requirement }: CheckResult): string {
  return requirement === undefined ? '' : `requirement ${requirement}`;
}

/** What is to be read first: what failed, then what warns; nothing that is accepted. */
export function findingsBy(report: Report, status: Status): readonly ReportedFinding[] {
  return report.checks.flatMap(({ findings }) =>
    findings.filter((finding) => finding.status === status && !finding.accepted),
  );
}

/** Checks that could not be run from this depth, which one line says for all of them. */
export function checksOutOfReach({ checks }: Report): readonly CheckResult[] {
  return checks.filter(
    ({ findings }) => findings.length > 0 && findings.every(({ cause }) => cause === 'out-of-reach'),
  );
}

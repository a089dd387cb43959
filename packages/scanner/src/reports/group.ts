import type { ReportedFinding } from './report.ts';

/** The same thing at several URLs. */
export interface FindingGroup {
  readonly finding: ReportedFinding;
  readonly urls: readonly string[];
}

/** Puts together what is said about several URLs in the same words; the first speaks for all of them. */
export function groupFindings(findings: readonly ReportedFinding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(findings, ({ check, status, reason, accepted }) =>
    JSON.stringify([check, status, reason, accepted?.reason]),
  );
  return [...groups.values()].flatMap((group) => {
    const [finding] = group;
    return finding ? [{ finding, urls: group.map(({ url }) => url) }] : [];
  });
}

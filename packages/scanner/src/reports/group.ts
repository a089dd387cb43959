import type { Finding } from './report.ts';

/** The same thing at several URLs. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly urls: readonly string[];
}

/** Puts together what is said about several URLs in the same words; the first speaks for all of them. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = Map.groupBy(findings, ({ check, outcome, reason, accepted }) =>
    JSON.stringify([check, outcome, reason, accepted?.reason]),
  );
  return [...groups.values()].flatMap((group) => {
    const [finding] = group;
    return finding ? [{ finding, urls: group.map(({ url }) => url) }] : [];
  });
}

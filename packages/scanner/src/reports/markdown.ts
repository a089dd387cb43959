import { groupFindings, type FindingGroup } from './group.ts';
import type { ReportedFinding, Report } from './report.ts';
import { checksOutOfReach, findingsBy, isUnclear, STATUS_NAMES, summaryOf, headlineOf } from './wording.ts';

/** A report for a ticket. */
export function formatMarkdown(report: Report): string {
  const { app, depth, startedAt, notices } = report;
  const hidden = checksOutOfReach(report);
  return [
    `# Security check of ${escape(app.name)}`,
    '',
    `**${headlineOf(report)}** ${summaryOf(report)}.`,
    '',
    `${code(app.key)} at ${code(app.baseUrl)}, tested from ${depth} on ${startedAt.slice(0, 10)}.`,
    '',
    '| check | requirement | status |',
    '| --- | --- | --- |',
    ...report.checks.map(
      ({ id, requirement = '', status }) => `| ${id} | ${requirement} | ${STATUS_NAMES[status]} |`,
    ),
    '',
    ...section('Failed', findingsBy(report, 'fail')),
    ...section('Warnings', findingsBy(report, 'warning')),
    ...section(
      'Not judged',
      findingsBy(report, 'not-judged').filter((finding) => isUnclear(finding, report)),
    ),
    ...section(
      'Accepted',
      report.checks.flatMap(({ findings }) => findings.filter(({ accepted }) => accepted)),
    ),
    ...(hidden.length > 0 ? [`Not judged from ${depth}: ${hidden.map(({ id }) => id).join(', ')}.`, ''] : []),
    ...notices.map((notice) => `- ${escape(notice)}`),
    ...(notices.length > 0 ? [''] : []),
  ].join('\n');
}

function section(heading: string, findings: readonly ReportedFinding[]): readonly string[] {
  if (findings.length === 0) return [];
  return [`## ${heading}`, '', ...groupFindings(findings).flatMap((group) => formatGroup(group))];
}

function formatGroup({ finding, urls }: FindingGroup): readonly string[] {
  const { check, reason, evidence, accepted } = finding;
  const acceptance = accepted ? ` Accepted until ${accepted.expires}: ${escape(accepted.reason)}` : '';
  return [
    `- **${check}**: ${escape(reason)}${acceptance}`,
    ...urls.map((url) => `  - ${code(url)}`),
    ...evidence
      .slice(0, 2)
      .flatMap(({ label, curl, status, failure }) => [
        '',
        `  ${escape(label)} → ${status ?? failure}`,
        '',
        '  ```sh',
        `  ${curl}`,
        '  ```',
      ]),
    '',
  ];
}

/** Text that an app controls must not become markup, a link or a mention. */
function escape(text: string): string {
  return text
    .replace(/[\\`*_[\]<>|#~&]/g, String.raw`\$&`)
    .replace(/:(?=\/\/)/g, String.raw`\:`)
    .replace(/\bwww\./gi, String.raw`www\.`)
    .replaceAll('@', '@&#8203;');
}

/** Text as code: in longer fences than it has itself (CommonMark, section 6.1). */
function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  return runs.length > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

import { groupFindings, type FindingGroup } from './group.ts';
import type { ReportedFinding, Report } from './report.ts';
import { checksOutOfReach, findingsBy, STATUS_NAMES, summaryOf, headlineOf } from './wording.ts';

/** A report for a ticket. */
export function formatMarkdown(report: Report): string {
  const { app, depth, startedAt, notices } = report;
  const hidden = checksOutOfReach(report);
  return [
    `# Security check of ${escape(app.name)}`,
    '',
    `**${headlineOf(report)}** ${summaryOf(report)}.`,
    '',
    `\`${app.key}\` at ${app.baseUrl}, tested from ${depth} on ${startedAt.slice(0, 10)}.`,
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
      findingsBy(report, 'not-judged').filter(({ cause }) => cause === 'inconclusive'),
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
    ...urls.map((url) => `  - ${url}`),
    ...evidence
      .slice(0, 2)
      .flatMap(({ label, curl, status, failure }) => [
        '',
        `  ${escape(label)} → ${status ?? failure}`,
        '',
        '  ```sh',
        `  ${curl.replaceAll(/[\r\n]+/g, ' ')}`,
        '  ```',
      ]),
    '',
  ];
}

/** What an app says about itself must not become markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, String.raw`\$&`).replaceAll(/[\r\n]+/g, ' ');
}

import { styleText } from 'node:util';
import type { Status } from '../judging/finding.ts';
import { groupFindings, type FindingGroup } from './group.ts';
import type { CheckResult, Evidence, Report } from './report.ts';
import {
  checksOutOfReach,
  isUnclear,
  STATUS_NAMES,
  requirementOf,
  summaryOf,
  headlineOf,
} from './wording.ts';

const MARKS: Readonly<Record<Status, { mark: string; style: 'red' | 'yellow' | 'dim' | 'green' }>> = {
  fail: { mark: 'FAIL', style: 'red' },
  warning: { mark: 'WARN', style: 'yellow' },
  'not-judged': { mark: ' -- ', style: 'dim' },
  pass: { mark: ' ok ', style: 'green' },
};

type Paint = (style: 'red' | 'yellow' | 'dim' | 'green' | 'bold', text: string) => string;

/** A report for people at a terminal. */
export function formatText(report: Report, colour: boolean): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const hidden = checksOutOfReach(report);
  const { app, depth, requests, duration, notices } = report;
  return [
    paint('bold', `${app.name} (${app.key})`),
    paint(
      'dim',
      `${app.baseUrl}, tested from ${depth} with ${requests} requests in ${duration.toFixed(1)} s`,
    ),
    '',
    ...report.checks
      .filter((check) => !hidden.includes(check))
      .flatMap((check) => formatCheck(check, report, paint)),
    '',
    ...(hidden.length > 0
      ? [paint('dim', ` --  Not judged from ${depth}: ${hidden.map(({ id }) => id).join(', ')}`), '']
      : []),
    ...notices.map((notice) => `Note: ${notice}`),
    ...(notices.length > 0 ? [''] : []),
    summaryOf(report),
    paint('bold', headlineOf(report)),
    '',
  ].join('\n');
}

function formatCheck(check: CheckResult, report: Report, paint: Paint): readonly string[] {
  const { mark, style } = MARKS[check.status];
  const requirement = requirementOf(check);
  const heading = `${paint(style, mark)} ${check.id}  ${paint('dim', check.title)}`;
  const notable = check.findings.filter(
    (finding) =>
      !finding.accepted &&
      (finding.status === 'fail' || finding.status === 'warning' || isUnclear(finding, report)),
  );
  const accepted = check.findings.filter((finding) => finding.accepted);
  return [
    requirement ? `${heading} ${paint('dim', `(${requirement})`)}` : heading,
    ...groupFindings(notable).flatMap((group) => formatGroup(group, paint)),
    ...accepted.map(({ url, accepted: acceptance }) =>
      paint('dim', `     accepted until ${acceptance?.expires}: ${url} (${acceptance?.reason})`),
    ),
    ...(notable.length > 0 || accepted.length > 0 ? [''] : []),
  ];
}

function formatGroup({ finding, urls }: FindingGroup, paint: Paint): readonly string[] {
  const { status, reason, evidence } = finding;
  return [
    ...urls.map((url) => `     ${url}`),
    `       ${paint(MARKS[status].style, STATUS_NAMES[status])}: ${reason}`,
    ...evidence.slice(0, 2).flatMap((item) => formatEvidence(item, paint)),
  ];
}

function formatEvidence({ label, curl, status, failure }: Evidence, paint: Paint): readonly string[] {
  return [paint('dim', `       ${label} → ${status ?? failure}`), paint('dim', `         ${curl}`)];
}

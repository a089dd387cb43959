import { createHash } from 'node:crypto';
import type { CheckResult, ReportedFinding, Report } from './report.ts';
import { docsOf } from './wording.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
// Code scanning wants a file: the one that declares every URL.
const ARTIFACT = 'atlassian-connect.json';

/** A report for code scanning: SARIF 2.1.0. */
export function formatSarif(report: Report): string {
  const { tool, checks, isIncomplete, startedAt } = report;
  const run = {
    tool: {
      driver: {
        name: tool.name,
        semanticVersion: tool.version,
        rules: checks.map((check) => toRule(check)),
      },
    },
    invocations: [{ executionSuccessful: !isIncomplete, startTimeUtc: startedAt }],
    results: checks.flatMap((check, ruleIndex) =>
      check.findings.map((finding) => toResult(finding, ruleIndex)),
    ),
    columnKind: 'utf16CodeUnits',
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function toRule({ id, title, requirement }: CheckResult): object {
  const tags = ['security', ...(requirement === undefined ? [] : [`requirement-${requirement}`])];
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    helpUri: docsOf(id),
    help: { text: `${title}. How to fix it: ${docsOf(id)}` },
    properties: { tags },
  };
}

const LEVELS = {
  fail: { kind: 'fail', level: 'error' },
  warning: { kind: 'fail', level: 'warning' },
  'not-judged': { kind: 'notApplicable', level: 'none' },
  pass: { kind: 'pass', level: 'none' },
} as const;

function toResult(finding: ReportedFinding, ruleIndex: number): object {
  const { check, status, url, reason, evidence, accepted, cause } = finding;
  const { kind, level } = LEVELS[status];
  return {
    ruleId: check,
    ruleIndex,
    kind: cause === 'inconclusive' ? 'open' : kind,
    level,
    message: { text: escape(`${url}: ${reason}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: ARTIFACT }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: url, kind: 'resource' }],
      },
    ],
    partialFingerprints: { 'checkAndUrl/v1': fingerprint(check, url) },
    ...(accepted && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: accepted.reason }],
    }),
    properties: { evidence },
  };
}

/** Brackets would be links and braces placeholders (SARIF 2.1.0, sections 3.11.5 and 3.11.6). */
function escape(text: string): string {
  return text.replace(/[[\]\\]/g, String.raw`\$&`).replace(/[{}]/g, '$&$&');
}

/** The same finding of the next scan has the same one. */
function fingerprint(check: string, url: string): string {
  return createHash('sha256').update(`${check}\n${url}`).digest('hex').slice(0, 32);
}

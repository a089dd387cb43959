import { covers, isCurrent, type Acceptance } from '../acceptance/accept.ts';
import type { Check } from '../judging/check.ts';
import type { ResolvedOptions } from '../options.ts';
import { printableDeep } from '../values.ts';
import { VERSION } from '../version.ts';
import { STATUSES, worstOf, type Status, type Finding } from '../judging/finding.ts';
import { toEvidence } from './evidence.ts';
import type { CheckResult, Report, ReportedFinding } from './report.ts';

/** What a scan has gathered. */
export interface Gathered {
  readonly app: Report['app'];
  readonly options: Pick<ResolvedOptions, 'accepted' | 'now'>;
  /** The names of the headers that the person who scans has sent to a URL. */
  readonly ownHeaders: (url: string) => readonly string[];
  readonly results: readonly { readonly check: Check; readonly findings: readonly Finding[] }[];
  readonly startedAt: number;
  readonly requests: number;
  readonly depth: Report['depth'];
  readonly notices: readonly string[];
}

const MAX_NAME = 200;
const TOOL = { name: 'authbeat check', version: VERSION };

/** Puts together what a scan has gathered, and lays aside what its owner has accepted. */
export function buildReport(gathered: Gathered): Report {
  const { app, options, startedAt, requests, depth } = gathered;
  const now = options.now();
  const checks = gathered.results.map((result) => toCheckResult(result, gathered, now));
  const findings = checks.flatMap((check) => check.findings);
  const counted = findings.filter(({ accepted }) => !accepted);
  return printableDeep<Report>({
    version: 1,
    tool: TOOL,
    app: { ...app, name: app.name.slice(0, MAX_NAME) },
    depth,
    startedAt: new Date(startedAt).toISOString(),
    duration: (now - startedAt) / 1000,
    requests,
    counts: countByStatus(counted),
    acceptedCount: findings.length - counted.length,
    isIncomplete: counted.some(({ cause }) => cause === 'inconclusive'),
    checks,
    notices: [...gathered.notices, ...acceptanceNotices(options.accepted, findings, checks, now)],
  });
}

function toCheckResult(
  { check, findings: raw }: Gathered['results'][number],
  { options: { accepted }, ownHeaders }: Gathered,
  now: number,
): CheckResult {
  const { id, title, requirement } = check;
  // Remotes are tested with genuine tokens alone.
  const depth = check.depth === 'remote' ? 'inside' : check.depth;
  const named = { ...(requirement !== undefined && { requirement }) };
  const current = accepted.filter((acceptance) => isCurrent(acceptance, now));
  const findings = raw.map(({ status, url, reason, cause, probes }): ReportedFinding => {
    const acceptance =
      status === 'fail' || status === 'warning'
        ? current.find((candidate) => covers(candidate, { check: id, url }))
        : undefined;
    return {
      check: id,
      ...named,
      status,
      url,
      reason,
      ...(cause && { cause }),
      ...(acceptance && { accepted: acceptance }),
      evidence: probes.map((probe) => toEvidence(probe, ownHeaders(probe.request.url))),
    };
  });
  const open = findings.filter((finding) => !finding.accepted);
  const status = open.length === 0 && findings.length > 0 ? 'pass' : worstJudged(open);
  return { id, title, ...named, depth, status, findings };
}

/** A check is as good as the worst of its findings. Entry points that it does not apply to do not count. */
function worstJudged(findings: readonly ReportedFinding[]): Status {
  const judged = findings.filter(({ cause }) => cause !== 'not-applicable');
  return worstOf((judged.length > 0 ? judged : findings).map(({ status }) => status));
}

function countByStatus(findings: readonly ReportedFinding[]): Record<Status, number> {
  const counts = { fail: 0, warning: 0, 'not-judged': 0, pass: 0 } satisfies Record<Status, number>;
  for (const status of STATUSES) {
    counts[status] = findings.filter((finding) => finding.status === status).length;
  }
  return counts;
}

function acceptanceNotices(
  accepted: readonly Acceptance[],
  findings: readonly ReportedFinding[],
  checks: readonly CheckResult[],
  now: number,
): readonly string[] {
  return accepted.flatMap((acceptance) => {
    const { check, url, expires } = acceptance;
    if (!checks.some(({ id }) => id === check)) return [];
    if (!isCurrent(acceptance, now)) return [`The acceptance of ${check} at ${url} ended on ${expires}.`];
    return findings.some((finding) => finding.accepted === acceptance)
      ? []
      : [`The acceptance of ${check} at ${url} is no longer needed.`];
  });
}

import { AuthbeatError } from '@authbeat/core';
import { CHECKS } from './checks/index.ts';
import type { Check, CheckContext } from './checks/check.ts';
import { ScanError } from './errors.ts';
import { openLaboratory, type Laboratory } from './inside/laboratory.ts';
import { resolveOptions, type ResolvedOptions, type ScanOptions } from './options.ts';
import { shakeHands } from './probes/handshake.ts';
import { createImpostor } from './probes/impostor.ts';
import { createProber, type Prober } from './probes/prober.ts';
import { buildReport } from './reports/build-report.ts';
import type { Report } from './reports/report.ts';
import { loadDescriptor } from './surface/load-descriptor.ts';
import { describeSurface, type Surface } from './surface/surface.ts';
import { outOfReach, unanswered, type Verdict } from './verdict.ts';
import { VERSION } from './version.ts';

/**
 * Tests a Connect app against the security requirements of the Marketplace, and more.
 *
 * From outside, it does what anybody could: it asks for every URL of the descriptor without a token and with
 * forged ones, with GET, HEAD and POST only. Given an `installer`, it also installs the app for several
 * tenants, tests with genuine tokens, and uninstalls them again.
 *
 * @example
 * ```ts
 * import { exitCodeOf, formatReport, scan } from '@authbeat/scanner';
 *
 * const report = await scan({ descriptorUrl: 'https://app.example.com/atlassian-connect.json' });
 * process.stdout.write(formatReport(report, 'text'));
 * process.exitCode = exitCodeOf(report);
 * ```
 *
 * @throws {ScanError} when the options are wrong or the descriptor cannot be read. Whatever else the app does
 *   is a finding.
 */
export async function scan(options: ScanOptions): Promise<Report> {
  const resolved = resolveOptions(options, CHECKS);
  const prober = openProber(resolved);
  try {
    const descriptor = await loadDescriptor(resolved.descriptorUrl, prober.send);
    const surface = describeSurface(descriptor, resolved.descriptorUrl, resolved.apis);
    return await scanSurface(surface, resolved, prober);
  } finally {
    await prober.close();
  }
}

async function scanSurface(surface: Surface, options: ResolvedOptions, prober: Prober): Promise<Report> {
  const startedAt = options.now();
  const { laboratory, notices } = await tryToInstall(surface, options);
  try {
    const context = createContext(surface, options, prober, laboratory);
    const results = await runChecks(context, options, prober);
    if (options.signal?.aborted)
      throw new ScanError('scan_aborted', 'The scan was ended before it was done.');
    const depth = laboratory ? 'inside' : 'outside';
    const { requests } = prober;
    return buildReport({ surface, options, results, startedAt, requests, depth, notices });
  } finally {
    await laboratory?.close();
  }
}

function openProber({ timeout, concurrency, headers, proxy, signal }: ResolvedOptions): Prober {
  return createProber({
    timeout: timeout * 1000,
    concurrency,
    headers: { 'user-agent': `authbeat-check/${VERSION} (security test)`, ...headers },
    ...(proxy !== undefined && { proxy }),
    ...(signal && { signal }),
  });
}

function createContext(
  surface: Surface,
  options: ResolvedOptions,
  prober: Prober,
  laboratory: Laboratory | undefined,
): CheckContext {
  const { now, proxy, timeout, certificateAuthorities } = options;
  return {
    surface,
    send: prober.send,
    seen: () => prober.answers,
    handshake:
      proxy === undefined
        ? async (request) => shakeHands(request, { timeout: timeout * 1000, certificateAuthorities })
        : undefined,
    impostors: [createImpostor(now), createImpostor(now)],
    intruders: [createImpostor(now), createImpostor(now)],
    now,
    laboratory,
  };
}

/** An app that does not accept the installation is still tested from outside. */
async function tryToInstall(
  surface: Surface,
  { installer }: ResolvedOptions,
): Promise<{ laboratory: Laboratory | undefined; notices: readonly string[] }> {
  if (!installer) return { laboratory: undefined, notices: [] };
  try {
    return { laboratory: await openLaboratory(installer, surface), notices: [] };
  } catch (error) {
    return { laboratory: undefined, notices: [`The app could not be installed: ${sentenceOf(error)}`] };
  }
}

async function runChecks(context: CheckContext, options: ResolvedOptions, prober: Prober) {
  const { only, onProgress } = options;
  const chosen = CHECKS.filter(
    ({ id, requirement }) => only.length === 0 || only.includes(id) || only.includes(requirement ?? id),
  );
  let checksDone = 0;
  const reviews = chosen.filter(({ isReview }) => isReview);
  // A review looks at what all of the others have seen, asked for or not.
  const first = (reviews.length > 0 ? CHECKS : chosen).filter(({ isReview }) => !isReview);
  const run = async (check: Check) => {
    const verdicts = await runCheck(check, context, options);
    checksDone += 1;
    onProgress?.({ checksDone, checks: first.length + reviews.length, requests: prober.requests });
    return { check, verdicts };
  };
  const results = [...(await Promise.all(first.map(run))), ...(await Promise.all(reviews.map(run)))];
  return results
    .filter(({ check }) => chosen.includes(check))
    .toSorted((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check));
}

async function runCheck(
  check: Check,
  context: CheckContext,
  { installer }: ResolvedOptions,
): Promise<readonly Verdict[]> {
  const { baseUrl } = context.surface.descriptor;
  if (check.depth === 'inside' && !context.laboratory) {
    return installer
      ? [unanswered(baseUrl, 'The app could not be installed.')]
      : [outOfReach(baseUrl, 'It needs genuine tokens; run with --install.')];
  }
  try {
    return await check.run(context);
  } catch (error) {
    // A mistake of one check must not take the others' findings away.
    return [unanswered(baseUrl, `The check could not be carried out: ${sentenceOf(error)}`)];
  }
}

/** Only our own errors are known to hold no secret. */
function sentenceOf(error: unknown): string {
  return error instanceof AuthbeatError ? error.message : 'an unexpected error.';
}

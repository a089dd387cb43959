import { AuthbeatError } from '@authbeat/core';
import pLimit from 'p-limit';
import { CHECKS } from './all-checks.ts';
import { CHECK_IDS } from './check-ids.ts';
import type { ConnectCheck } from './judging/check.ts';
import { ScanError } from './errors.ts';
import type { CheckContext } from './judging/context.ts';
import { resolveOptions, type ResolvedOptions, type ScanOptions } from './options.ts';
import { shakeHands } from './probes/handshake.ts';
import { loadDescriptor, readDescriptor } from './probes/load-descriptor.ts';
import { createOriginPolicy, type OriginPolicy } from './probes/origins.ts';
import { createProber, type Prober } from './probes/prober.ts';
import { buildReport } from './reports/build-report.ts';
import type { Report } from './reports/report.ts';
import { runChecks } from './run-checks.ts';
import { describeSurface, entryPointsOf, MAX_ENTRY_POINTS, type Surface } from './surface/surface.ts';
import { createImpostor } from './tenants/impostor.ts';
import { installTestTenants, type Queue, type TestTenants } from './tenants/test-tenants.ts';

const CONNECT_CHECKS = CHECKS.filter((check): check is ConnectCheck => check.depth !== 'remote');

/**
 * Tests a Connect app against the security requirements of the Marketplace, and more.
 *
 * From outside, it requests every URL of the descriptor without a token and with forged ones, by GET, HEAD and
 * POST only. Given an `installer`, it also installs the app for several test tenants, tests with genuine tokens,
 * and uninstalls them again.
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
 * @throws {ScanError} when the options are invalid or the descriptor cannot be read. Everything else that the
 *   app does is a finding.
 */
export async function scan(options: ScanOptions): Promise<Report> {
  const resolved = resolveOptions(options, CONNECT_CHECKS, CHECK_IDS);
  const { source, allowedOrigins: allowed, headerOrigins: withHeaders } = resolved;
  const appUrl = 'descriptorUrl' in source ? source.descriptorUrl : source.baseUrl;
  const origins = createOriginPolicy({ appUrl, allowed, withHeaders });
  const prober = createProber({ ...resolved, origins });
  try {
    const surface = await readSurface(resolved, origins, prober);
    return await scanSurface(surface, resolved, origins, prober);
  } finally {
    await prober.close();
  }
}

async function readSurface(
  { source, apis }: ResolvedOptions,
  { allows }: OriginPolicy,
  { send }: Prober,
): Promise<Surface> {
  if (!('descriptorUrl' in source))
    return describeSurface(readDescriptor(source.descriptor, source.baseUrl), { apis, allows });
  const descriptor = await loadDescriptor(source.descriptorUrl, send);
  if (!allows(descriptor.baseUrl)) {
    const [named, own] = [descriptor.baseUrl, source.descriptorUrl].map((url) => new URL(url).origin);
    const sentence = `The descriptor names a base URL on ${named}, which is another origin than its own (${own}).`;
    throw new ScanError('origin_not_allowed', `${sentence} If that is the app, too: --allow-origin ${named}`);
  }
  return describeSurface(descriptor, { descriptorUrl: source.descriptorUrl, apis, allows });
}

async function scanSurface(
  surface: Surface,
  options: ResolvedOptions,
  origins: OriginPolicy,
  prober: Prober,
): Promise<Report> {
  const startedAt = options.now();
  // Hosts make lifecycle calls one at a time. Apps may fail when several come at once.
  const queue = pLimit(1);
  const { tenants, notices } = await tryToInstall(surface, options, queue);
  try {
    const context = createContext(
      surface,
      options,
      { ...prober, send: inTurn(prober.send, surface, queue) },
      tenants,
    );
    const results = await runChecks(CONNECT_CHECKS, context, {
      ...options,
      countRequests: () => prober.requests,
    });
    if (options.signal?.aborted)
      throw new ScanError('scan_aborted', 'The scan was ended before it was complete.');
    const depth = tenants ? 'inside' : 'outside';
    const { requests } = prober;
    const ownHeaders = (url: string): readonly string[] =>
      origins.takesHeaders(url) ? Object.keys(options.headers) : [];
    const { key, name, baseUrl } = surface.descriptor;
    const { descriptorUrl } = surface;
    const app = { key, name, baseUrl, ...(descriptorUrl !== undefined && { descriptorUrl }) };
    const said = [...notices, ...surfaceNotices(surface)];
    return buildReport({ app, options, results, startedAt, requests, depth, notices: said, ownHeaders });
  } finally {
    await tenants?.close();
  }
}

/** Sends lifecycle calls in turn, and everything else at once. */
function inTurn(send: Prober['send'], surface: Surface, queue: Queue): Prober['send'] {
  const urls = new Set(entryPointsOf(surface, 'lifecycle').map(({ url }) => url));
  return async (request) => (urls.has(request.url) ? queue(async () => send(request)) : send(request));
}

function createContext(
  surface: Surface,
  options: ResolvedOptions,
  prober: Pick<Prober, 'send' | 'responses'>,
  tenants: TestTenants | undefined,
): CheckContext {
  const { now, proxy, timeout, certificateAuthorities } = options;
  const site = tenants?.first.hostBaseUrl;
  return {
    surface,
    send: prober.send,
    seen: () => prober.responses,
    handshake:
      proxy === undefined
        ? async (request) => shakeHands(request, { timeoutMs: timeout * 1000, certificateAuthorities })
        : undefined,
    impostors: [createImpostor(now), createImpostor(now)],
    intruders: [createImpostor(now, site), createImpostor(now, site)],
    now,
    tenants,
  };
}

/** An app that does not accept the installation is still tested from outside. */
async function tryToInstall(
  surface: Surface,
  { installer }: ResolvedOptions,
  queue: Queue,
): Promise<{ tenants: TestTenants | undefined; notices: readonly string[] }> {
  const { descriptorUrl, descriptor } = surface;
  if (!installer || descriptorUrl === undefined) return { tenants: undefined, notices: [] };
  try {
    return {
      tenants: await installTestTenants(installer, { descriptorUrl, descriptor }, queue),
      notices: [],
    };
  } catch (error) {
    const sentence = error instanceof AuthbeatError ? error.message : 'an unexpected error.';
    return { tenants: undefined, notices: [`The app could not be installed: ${sentence}`] };
  }
}

function surfaceNotices({ entryPoints, foreign }: Surface): readonly string[] {
  return [
    ...foreign.map(({ url, declaredBy, reason }) => `Not tested: ${url} (${declaredBy}), as ${reason}.`),
    ...(entryPoints.length === MAX_ENTRY_POINTS
      ? [`Only the first ${MAX_ENTRY_POINTS} URLs were tested.`]
      : []),
  ];
}

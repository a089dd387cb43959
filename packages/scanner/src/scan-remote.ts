import { CHECKS } from './all-checks.ts';
import { CHECK_IDS } from './check-ids.ts';
import { ScanError } from './errors.ts';
import type { RemoteCheck } from './judging/check.ts';
import type { Finding } from './judging/finding.ts';
import { resolveOptions, type ScanOptions } from './options.ts';
import { readDescriptor } from './probes/load-descriptor.ts';
import { createOriginPolicy } from './probes/origins.ts';
import { createProber } from './probes/prober.ts';
import type { RemoteContext, RemoteRoute } from './judging/remote-context.ts';
import type { InvocationIssuer } from './tenants/invocation-issuer.ts';
import { buildReport } from './reports/build-report.ts';
import type { Report } from './reports/report.ts';
import { incomplete } from './run-checks.ts';
import type { EntryPoint } from './surface/entry-point.ts';
import { describeSurface, entryPointsOf } from './surface/surface.ts';

/** What to scan of a Forge app, and how. */
export interface RemoteScanOptions extends Pick<
  ScanOptions,
  | 'timeout'
  | 'concurrency'
  | 'headers'
  | 'proxy'
  | 'only'
  | 'accepted'
  | 'certificateAuthorities'
  | 'signal'
  | 'now'
  | 'onProgress'
> {
  /** The app's ARI. */
  readonly appId: string;
  /** The base URL of the remote. The scan stays with its origin. */
  readonly baseUrl: string;
  /**
   * What requires an invocation token, as `GET` or `POST` and a path below the base URL, such as `GET /api/notes`. A
   * path alone stands for `GET`.
   */
  readonly routes: readonly string[];
  /** The descriptor of the Connect app within the Forge app: its URLs must refuse the tokens. None by default. */
  readonly connect?: Readonly<Record<string, unknown>>;
  /** Signs tokens that the remote verifies. */
  readonly issuer: InvocationIssuer;
  /** What the app has written to its output so far. Not judged by default. */
  readonly output?: () => string;
}

const REMOTE_CHECKS = CHECKS.filter((check): check is RemoteCheck => check.depth === 'remote');

/**
 * Tests a remote of a Forge app: it must accept the invocation tokens of this app, and no other credential.
 *
 * @example
 * ```ts
 * import { scanRemote, type InvocationIssuer, type Report } from '@authbeat/scanner';
 *
 * export async function testRemote(issuer: InvocationIssuer): Promise<Report> {
 *   return scanRemote({
 *     appId: 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77',
 *     baseUrl: 'http://127.0.0.1:4200',
 *     routes: ['POST /authbeat/session'],
 *     issuer,
 *   });
 * }
 * ```
 *
 * @throws {ScanError} when the options are invalid. Everything else that the app does is a finding.
 */
export async function scanRemote(options: RemoteScanOptions): Promise<Report> {
  const { appId, baseUrl, routes: named, connect, issuer, output, ...rest } = options;
  const resolved = resolveOptions({ ...rest, descriptor: {}, baseUrl }, REMOTE_CHECKS, CHECK_IDS);
  const routes = readRoutes(named, baseUrl);
  const { headers, signal, only, onProgress, now } = resolved;
  const origins = createOriginPolicy({ appUrl: baseUrl, allowed: [], withHeaders: [] });
  const connectEntryPoints = connect ? listEntryPoints({ ...connect, baseUrl }, origins.allows) : [];
  const prober = createProber({ ...resolved, origins });
  const startedAt = now();
  const context = {
    routes,
    connectEntryPoints,
    issuer,
    send: prober.send,
    seen: () => prober.responses,
    output,
    now,
  };
  const chosen = REMOTE_CHECKS.filter(({ id }) => only.length === 0 || only.includes(id));
  const results = [];
  try {
    for (const check of chosen) {
      results.push({ check, findings: await runRemoteCheck(check, context, baseUrl) });
      onProgress?.({ checksDone: results.length, checks: chosen.length, requests: prober.requests });
    }
    if (signal?.aborted) throw new ScanError('scan_aborted', 'The scan was ended before it was complete.');
    return buildReport({
      app: { key: appId, name: 'Forge app', baseUrl },
      options: resolved,
      results,
      startedAt,
      requests: prober.requests,
      depth: 'inside',
      notices: [],
      ownHeaders: () => Object.keys(headers),
    });
  } finally {
    await prober.close();
  }
}

async function runRemoteCheck(
  check: RemoteCheck,
  context: RemoteContext,
  baseUrl: string,
): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    return [incomplete(baseUrl, error)];
  }
}

/** @throws {ScanError} when it is no descriptor */
function listEntryPoints(
  descriptor: Readonly<Record<string, unknown>>,
  allows: (url: string) => boolean,
): readonly EntryPoint[] {
  const { baseUrl } = descriptor;
  const surface = describeSurface(readDescriptor(descriptor, String(baseUrl)), { allows });
  return entryPointsOf(surface, 'page', 'webhook', 'lifecycle');
}

/** @throws {ScanError} `scan_options_invalid`, with every mistake */
function readRoutes(named: readonly string[], baseUrl: string): readonly RemoteRoute[] {
  const problems = named.length === 0 ? ['`routes` must name a route that requires an invocation token'] : [];
  const routes = named.flatMap((text): RemoteRoute[] => {
    const [, method = 'GET', path = ''] = /^(?:(GET|POST) )?(\/(?!\/)\S*)$/.exec(text) ?? [];
    if (path === '') problems.push(`\`routes\`: "${text}" must be such as GET /api/notes`);
    return [{ method: method === 'POST' ? 'POST' : 'GET', url: `${baseUrl.replace(/\/+$/, '')}${path}` }];
  });
  if (problems.length > 0)
    throw new ScanError('scan_options_invalid', 'The options cannot be used:', problems);
  return routes;
}

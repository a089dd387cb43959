import { isSuccess, type ProbeRequest, type Responded } from '../probes/probe.ts';
import type { EntryPoint, EntryPointRole } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { InsideContext } from './context.ts';
import { showsNothingOf } from './difference.ts';
import { judgeEach } from './entry-points.ts';
import { fail, inconclusive, notApplicable, outOfReach, pass, warning, type Finding } from './finding.ts';
import { isConclusive, isJudgeable, whyInconclusive, withoutToken } from './requests.ts';
import { genuineRequest } from './sessions.ts';
import { withGenuineToken } from './views.ts';

/** An entry point that refuses requests without a token and opens to a genuine one. */
export interface Guarded {
  readonly entryPoint: EntryPoint;
  /** What it shows to a genuine token. */
  readonly genuine: Responded;
  /** How it refuses a request without a token. */
  readonly anonymous: Responded;
}

/** Judges every guarded entry point of some roles; of the others it says why they are not judged. */
export async function judgeGuarded(
  context: InsideContext,
  roles: readonly EntryPointRole[],
  judge: (guarded: Guarded) => Promise<Finding>,
): Promise<readonly Finding[]> {
  // The host loads cacheable modules without a token.
  const entryPoints = entryPointsOf(context.surface, ...roles).filter(({ cacheable }) => !cacheable);
  return judgeEach(context, entryPoints, async (entryPoint) => {
    const found = await findGuarded(context, entryPoint);
    return 'status' in found ? found : judge(found);
  });
}

const REFUSED_WITH_SUCCESS =
  'It refuses with a success, so which tokens it accepts cannot be seen; see `authentication`.';

async function findGuarded(context: InsideContext, entryPoint: EntryPoint): Promise<Guarded | Finding> {
  const { url } = entryPoint;
  const anonymous = await context.send(withoutToken(entryPoint));
  const genuine = await context.send(await genuineRequest(context, entryPoint, context.tenants.first));
  if (!isJudgeable(anonymous)) return inconclusive(url, whyInconclusive(anonymous), anonymous);
  if (!isJudgeable(genuine)) return inconclusive(url, whyInconclusive(genuine), genuine);
  if (isSuccess(anonymous)) {
    return isSuccess(genuine) && showsNothingOf(genuine, anonymous)
      ? outOfReach(url, REFUSED_WITH_SUCCESS, anonymous, genuine)
      : notApplicable(url, 'It needs no token; see `authentication`.');
  }
  return isSuccess(genuine)
    ? { entryPoint, genuine, anonymous }
    : outOfReach(url, 'It refuses a genuine token too, so refusing others shows nothing.', genuine);
}

/** A request that a guarded entry point must refuse. */
export interface Attempt {
  readonly request: ProbeRequest;
  /** What it means when it succeeds: "It accepts a token of another tenant." */
  readonly reason: string;
  /**
   * The status of the finding then. Defaults to `fail`. A `note` is added to the reason of a pass: something is
   * accepted that cannot be exploited.
   */
  readonly status?: 'fail' | 'warning' | 'note';
}

/**
 * Makes the attempts at one entry point. The worst that succeeds is the finding; an error is no refusal. A success
 * that shows an error page is a warning.
 */
export async function judgeAttempts(
  context: InsideContext,
  { entryPoint: { url }, genuine, anonymous }: Pick<Guarded, 'entryPoint'> & Partial<Guarded>,
  attempts: readonly Attempt[],
  refused: string,
): Promise<Finding> {
  const probes = await Promise.all(attempts.map(async ({ request }) => context.send(request)));
  const opened = attempts.flatMap(({ status = 'fail', reason }, index) => {
    const probe = probes[index];
    if (!probe || !isSuccess(probe)) return [];
    const isErrorPage = genuine !== undefined && showsNothingOf(genuine, probe, anonymous);
    return isErrorPage ? { status: 'warning', reason: refusedWith(probe), probe } : { status, reason, probe };
  });
  const failed = opened.find(({ status }) => status === 'fail');
  if (failed) return fail(url, failed.reason, failed.probe);
  const warned = opened.find(({ status }) => status === 'warning');
  if (warned) return warning(url, warned.reason, warned.probe);
  const unclear = probes.find((probe) => !isConclusive(probe));
  if (unclear) return inconclusive(url, whyInconclusive(unclear), unclear);
  const notes = [...new Set(opened.map(({ reason }) => reason))];
  return pass(url, [refused, ...notes].join(' '), ...probes.slice(0, 1));
}

function refusedWith({ status, request: { label } }: Responded): string {
  return `A request ${label} gets ${status}, but nothing of what a user is shown: refuse it with 401.`;
}

/** Why most checks have nothing to say about such an entry point. */
export const UNSIGNED = 'It verifies no signature; see `token-forgery`.';

/** Does it accept a test tenant's token with a wrong signature? Then no claim of a token matters. */
export async function acceptsUnsigned(context: InsideContext, entryPoint: EntryPoint): Promise<boolean> {
  return isSuccess(await context.send(withUnsignedToken(context, entryPoint)));
}

/** A token that names a test tenant and one of its users, signed with a made-up secret. */
export function withUnsignedToken(
  context: Pick<InsideContext, 'impostors' | 'surface' | 'now' | 'tenants'>,
  entryPoint: EntryPoint,
): ProbeRequest {
  const [{ sharedSecret }] = context.impostors;
  const label = "with a real tenant's token, signed with a made-up secret";
  return withGenuineToken(context, entryPoint, { ...context.tenants.first, sharedSecret }, {}, label);
}

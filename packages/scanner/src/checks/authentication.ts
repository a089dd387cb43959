import { differenceOf, isPartOf } from '../judging/difference.ts';
import { judgeOpenness, type Openness } from '../judging/shell.ts';
import { isSuccess } from '../probes/probe.ts';
import { whyInconclusive, withoutToken } from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { whyNoRefusal } from '../judging/refusals.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: OutsideCheck = {
  id: 'authentication',
  title: 'Pages and APIs refuse callers without a token',
  requirement: '1.1',
  depth: 'outside',
  run: async (context) =>
    judgeEntryPoints(context, ['page', 'condition', 'api'], async (entryPoint) => judge(context, entryPoint)),
};

async function judge(context: CheckContext, entryPoint: EntryPoint): Promise<Finding> {
  const openness = await judgeOpenness(context, entryPoint);
  if (openness.kind !== 'refused') return judgeOpen(context, entryPoint, openness);
  const { anonymous } = openness;
  // An app that routes by method may guard only one of them.
  const post = await judgeOpenness(context, entryPoint, 'POST');
  if (post.kind === 'open') {
    return fail(entryPoint.url, `GET is refused, but POST needs no token: ${post.trace}.`, ...post.probes);
  }
  if (post.kind === 'inconclusive') {
    return inconclusive(
      entryPoint.url,
      `GET is refused; of POST: ${whyInconclusive(post.anonymous)}`,
      post.anonymous,
    );
  }
  if (post.kind === 'shell') {
    const reason = 'GET is refused, but POST shows the same page without a token.';
    return warning(entryPoint.url, reason, anonymous, post.anonymous);
  }
  return (
    (await whyNoRefusal(context, entryPoint, anonymous)) ??
    pass(entryPoint.url, `Refused with ${anonymous.status}.`, anonymous)
  );
}

async function judgeOpen(
  context: CheckContext,
  entryPoint: EntryPoint,
  openness: Exclude<Openness, { kind: 'refused' }>,
): Promise<Finding> {
  const { url } = entryPoint;
  if (openness.kind === 'open') return judgeData(context, entryPoint, openness);
  if (openness.kind === 'shell') return judgeShell(context, entryPoint, openness);
  const { kind, anonymous } = openness;
  if (kind === 'inconclusive') return inconclusive(url, whyInconclusive(anonymous), anonymous);
  return kind === 'broken'
    ? warning(url, 'It breaks (5xx) where it should refuse with 401.', anonymous)
    : warning(url, 'It redirects to another origin where it should refuse with 401.', anonymous);
}

type Kind<K extends Openness['kind']> = Extract<Openness, { kind: K }>;

async function judgeData(
  context: CheckContext,
  entryPoint: EntryPoint,
  openness: Kind<'open'>,
): Promise<Finding> {
  const { trace, conclusive, probes } = openness;
  const disguise = conclusive ? undefined : await seeThrough(context, entryPoint, openness);
  if (disguise) return disguise;
  const { status } = openness.anonymous;
  return fail(
    entryPoint.url,
    `It responds with ${status} without a token, and it is no static shell: ${trace}.`,
    ...probes,
  );
}

async function judgeShell(
  context: CheckContext,
  entryPoint: EntryPoint,
  openness: Kind<'shell'>,
): Promise<Finding> {
  const { anonymous } = openness;
  const shell = 'The same bytes for every request, without cookies or data: a static shell';
  if (entryPoint.cacheable) return pass(entryPoint.url, `${shell}, as its module is cacheable.`, anonymous);
  if (context.surface.descriptor.authentication === 'none') {
    return pass(entryPoint.url, `${shell}, and the descriptor asks for no authentication.`, anonymous);
  }
  const disguise = await seeThrough(context, entryPoint, openness);
  return disguise ?? warning(entryPoint.url, `${shell}. Make sure that its APIs demand a token.`, anonymous);
}

/** Users may be shown more: then a request without a token gets a login or error page that is sent with 200. */
async function seeThrough(
  context: CheckContext,
  entryPoint: EntryPoint,
  { kind, anonymous }: Kind<'open' | 'shell'>,
): Promise<Finding | undefined> {
  const { tenants } = context;
  if (tenants === undefined || entryPoint.cacheable) return undefined;
  const request = withGenuineToken(context, entryPoint, tenants.first);
  const genuine = await context.send(request);
  const again = await context.send(withoutToken(entryPoint, 1));
  if (!isSuccess(genuine) || !isSuccess(again)) return undefined;
  if (kind === 'open' && isPartOf([anonymous, again], genuine)) return undefined;

  const echoed = [request.url, ...new URL(request.url).searchParams.values()];
  const difference = differenceOf(anonymous, genuine, echoed);
  if (difference === undefined) return undefined;
  const reason = `It responds with 200 without a token, but not with what a user is shown (${difference}): refuse with 401.`;
  return warning(entryPoint.url, reason, anonymous, genuine);
}

import { differenceOf, isPartOf } from '../../judgements/difference.ts';
import { judgeOpenness, type Openness } from '../../judgements/shell.ts';
import { isSuccess } from '../../probes/exchange.ts';
import { whyUnanswered, withoutToken } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';
import { withGenuineToken } from '../views.ts';

export const authentication: Check = {
  id: 'authentication',
  title: 'Pages and APIs refuse callers without a token',
  requirement: '1.1',
  depth: 'outside',
  run: async (context) =>
    judgeEndpoints(context, ['page', 'condition', 'api'], async (endpoint) => judge(context, endpoint)),
};

async function judge(context: CheckContext, endpoint: Endpoint): Promise<Verdict> {
  const openness = await judgeOpenness(context, endpoint);
  if (openness.kind !== 'refused') return judgeOpen(context, endpoint, openness);
  const { anonymous } = openness;
  // Frameworks that route by method may guard only one of them.
  const post = await judgeOpenness(context, endpoint, 'POST');
  if (post.kind === 'open') {
    return fail(
      endpoint.url,
      `GET is refused, but POST is answered to anybody: ${post.trace}.`,
      ...post.exchanges,
    );
  }
  if (post.kind === 'shell') {
    const reason = 'GET is refused, but POST is answered with the same page for everybody.';
    return warning(endpoint.url, reason, anonymous, post.anonymous);
  }
  return pass(endpoint.url, `Refused with ${anonymous.status}.`, anonymous);
}

async function judgeOpen(
  context: CheckContext,
  endpoint: Endpoint,
  openness: Exclude<Openness, { kind: 'refused' }>,
): Promise<Verdict> {
  const { url } = endpoint;
  if (openness.kind === 'open') return judgeData(context, endpoint, openness);
  if (openness.kind === 'shell') return judgeShell(context, endpoint, openness);
  const { kind, anonymous } = openness;
  if (kind === 'unanswered') return unanswered(url, whyUnanswered(anonymous), anonymous);
  return kind === 'broken'
    ? warning(url, 'It breaks (5xx) where it should refuse with 401.', anonymous)
    : warning(url, 'It redirects to another origin where it should refuse with 401.', anonymous);
}

type Kind<K extends Openness['kind']> = Extract<Openness, { kind: K }>;

async function judgeData(
  context: CheckContext,
  endpoint: Endpoint,
  openness: Kind<'open'>,
): Promise<Verdict> {
  const { trace, conclusive, exchanges } = openness;
  const disguise = conclusive ? undefined : await seeThrough(context, endpoint, openness);
  if (disguise) return disguise;
  const { status } = openness.anonymous;
  return fail(
    endpoint.url,
    `Anybody is answered with ${status}, and it is no static shell: ${trace}.`,
    ...exchanges,
  );
}

async function judgeShell(
  context: CheckContext,
  endpoint: Endpoint,
  openness: Kind<'shell'>,
): Promise<Verdict> {
  const { anonymous } = openness;
  const shell = 'The same bytes for whoever asks, without cookies or data: a static shell';
  if (endpoint.cacheable) return pass(endpoint.url, `${shell}, as its module is cacheable.`, anonymous);
  if (context.surface.descriptor.authentication === 'none') {
    return pass(endpoint.url, `${shell}, and the descriptor asks for no authentication.`, anonymous);
  }
  const disguise = await seeThrough(context, endpoint, openness);
  return disguise ?? warning(endpoint.url, `${shell}. Make sure that its APIs demand a token.`, anonymous);
}

/** Real users may be shown more: then anybody is shown a login or error page that is sent with 200. */
async function seeThrough(
  context: CheckContext,
  endpoint: Endpoint,
  { kind, anonymous }: Kind<'open' | 'shell'>,
): Promise<Verdict | undefined> {
  const { laboratory } = context;
  if (laboratory === undefined || endpoint.cacheable) return undefined;
  const request = withGenuineToken(context, endpoint, laboratory.first);
  const genuine = await context.send(request);
  const again = await context.send(withoutToken(endpoint, 1));
  if (!isSuccess(genuine) || !isSuccess(again)) return undefined;
  if (kind === 'open' && isPartOf([anonymous, again], genuine)) return undefined;

  const echoed = [request.url, ...new URL(request.url).searchParams.values()];
  const difference = differenceOf(anonymous, genuine, echoed);
  if (difference === undefined) return undefined;
  const reason = `Anybody is answered with 200, but not with what a user is shown (${difference}): refuse with 401.`;
  return warning(endpoint.url, reason, anonymous, genuine);
}

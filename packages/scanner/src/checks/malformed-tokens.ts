import { isSuccess, type Probe, type ProbeRequest } from '../probes/probe.ts';
import {
  isJudgeable,
  postJson,
  whyInconclusive,
  withHeaderToken,
  withoutToken,
} from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { fail, notApplicable, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { lifecycleBody } from '../judging/lifecycle.ts';
import { whyNoRefusal } from '../judging/refusals.ts';

export const check: OutsideCheck = {
  id: 'malformed-tokens',
  title: 'Malformed tokens are refused, promptly and without an error of the app',
  depth: 'outside',
  async run(context) {
    // One of each kind is enough: an app verifies all of its pages in one place.
    const page = entryPointsOf(context.surface, 'page').find(({ cacheable }) => !cacheable);
    const lifecycle = entryPointsOf(context.surface, 'lifecycle').find(({ event }) => event === 'installed');
    const findings = [
      ...(page ? [judge(context, page, malformedLoads(page))] : []),
      ...(lifecycle ? [judge(context, lifecycle, malformedCalls(context, lifecycle))] : []),
    ];
    return findings.length === 0
      ? [notApplicable(context.surface.declaredAt, 'The descriptor declares nothing that takes a token.')]
      : Promise.all(findings);
  },
};

async function judge(
  context: CheckContext,
  entryPoint: EntryPoint,
  requests: readonly ProbeRequest[],
): Promise<Finding> {
  const { url } = entryPoint;
  const anonymous = await context.send(withoutToken(entryPoint));
  if (!isJudgeable(anonymous)) return inconclusive(url, whyInconclusive(anonymous), anonymous);
  if (isSuccess(anonymous)) return notApplicable(url, 'It needs no token, so it reads none.');
  const probes = await Promise.all(requests.map(async (request) => context.send(request)));

  const hung = await findHung(context, probes);
  if (hung)
    return fail(
      url,
      `It never responds to ${hung.request.label}, so anyone can use up its connections.`,
      hung,
    );
  const opened = probes.find((probe) => isSuccess(probe));
  if (opened) return fail(url, `It accepts ${opened.request.label}.`, opened);
  const broken = probes.find((probe) => isServerError(probe));
  if (broken)
    return warning(url, `It responds with an error of its own (5xx) to ${broken.request.label}.`, broken);
  const dropped = probes.find(({ kind }) => kind === 'failed');
  if (dropped) return warning(url, `It drops the connection on ${dropped.request.label}.`, dropped);
  const unread = entryPoint.role === 'page' && (await whyNoRefusal(context, entryPoint, anonymous));
  return unread || pass(url, `Refused, each of ${probes.length} malformed tokens.`, ...probes.slice(0, 1));
}

/** A request that got no response in time, twice: once may be chance. */
async function findHung(context: CheckContext, probes: readonly Probe[]): Promise<Probe | undefined> {
  const late = probes.filter((probe) => isTimeout(probe));
  const again = await Promise.all(late.map(async ({ request }) => context.send({ ...request, attempt: 1 })));
  return again.find((probe) => isTimeout(probe));
}

function isTimeout(probe: Probe): boolean {
  return probe.kind === 'failed' && probe.failure === 'timeout';
}

function isServerError(probe: Probe): boolean {
  return probe.kind === 'responded' && probe.status >= 500;
}

function malformedLoads(page: EntryPoint): readonly ProbeRequest[] {
  const load = (query: string, label: string): ProbeRequest => ({
    method: 'GET',
    url: `${page.url}${page.url.includes('?') ? '&' : '?'}${query}`,
    label,
  });
  const [first, second] = [compact({ alg: 'HS256' }, { iss: 'a' }), compact({ alg: 'HS256' }, { iss: 'b' })];
  return [
    load('jwt=', 'an empty token'),
    load('jwt=garbage', 'a token that is none'),
    load('jwt=a.b.c', 'a token of three parts that are none'),
    load('jwt[x]=1', 'a token as a nested parameter'),
    load(`jwt=${first}&jwt=${second}`, 'two tokens in one URL'),
    load(`jwt=${compact({ alg: 'HS256' }, [])}`, 'a token whose claims are a list'),
    load(
      `jwt=${compact({ alg: 'HS256' }, { iss: { a: 1 }, aud: [{}] })}`,
      'a token whose issuer is an object',
    ),
    load(`jwt=${compact({ alg: 1 }, { iss: 'a' })}`, 'a token whose algorithm is a number'),
    withHeaderToken(page, `${first}${'A'.repeat(9000)}`, 'a token of 9 KB'),
    withHeaderToken(page, '', 'an empty header token'),
  ];
}

function malformedCalls(context: CheckContext, { url }: EntryPoint): readonly ProbeRequest[] {
  const [, intruder] = context.intruders;
  const { clientKey } = intruder;
  const body = lifecycleBody(context, 'installed', intruder);
  const header = { alg: 'RS256', kid: 'authbeat-check' };
  const call = (label: string, token: string): ProbeRequest => postJson(url, body, label, token);
  return [
    call('an installation with a token that is none', 'garbage'),
    call('an installation whose audience is a number', compact(header, { iss: clientKey, aud: [5] })),
    call('an installation whose issuer is an object', compact(header, { iss: {}, aud: ['a'] })),
    call('an installation without a key id', compact({ alg: 'RS256' }, { iss: clientKey })),
    { ...call('an installation without a body', compact(header, { iss: clientKey })), body: '' },
    { ...call('an installation whose body is no JSON', compact(header, { iss: clientKey })), body: '{' },
  ];
}

/** A token of the right shape with a signature that is none. */
function compact(header: object, claims: object): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ typ: 'JWT', ...header })}.${encode(claims)}.c2lnbmF0dXJl`;
}

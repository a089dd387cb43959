import { mintUrlToken } from '../tenants/mint.ts';
import type { ProbeRequest } from '../probes/probe.ts';
import { targetOf, withHeaderToken } from '../judging/requests.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import {
  judgeAttempts,
  judgeGuarded,
  acceptsUnsigned,
  UNSIGNED,
  type Attempt,
  type Guarded,
} from '../judging/guarded.ts';
import { notApplicable } from '../judging/finding.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'token-binding',
  title: 'A token opens only the request that it was issued for',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page', 'condition', 'webhook', 'api'], async (guarded) => {
      const { url } = guarded.entryPoint;
      if (await acceptsUnsigned(context, guarded.entryPoint)) return notApplicable(url, UNSIGNED);
      return judgeAttempts(
        context,
        guarded,
        attempts(context, guarded),
        'Tokens of other requests are refused.',
      );
    }),
};

function attempts(context: InsideContext, { entryPoint }: Guarded): readonly Attempt[] {
  const { first: tenant } = context.tenants;
  const unbound: Attempt = {
    request: withGenuineToken(context, entryPoint, tenant, { qsh: undefined }, 'with a token without `qsh`'),
    reason: 'It accepts a token without `qsh`, which is bound to no request and of no kind.',
    status: 'warning',
  };
  // The tokens of an API are bound to no request.
  if (entryPoint.role === 'api') return [unbound];
  const { url, method, role } = entryPoint;
  const mint = (target: { readonly method: string; readonly url: string }): string =>
    mintUrlToken(tenant, { ...targetOf(context, entryPoint), ...target }, context.now());
  const otherUrl = mint({ method, url: new URL('/authbeat-check', url).href });
  const otherMethod = mint({ method: method === 'GET' ? 'POST' : 'GET', url });
  return [
    {
      request: withHeaderToken(entryPoint, otherUrl, 'with a token of another URL'),
      reason: 'It accepts a token that was issued for another URL (wrong `qsh`).',
    },
    {
      request: withHeaderToken(entryPoint, otherMethod, 'with a token of another method'),
      reason: 'It accepts a token that was issued for another method (wrong `qsh`).',
    },
    ...(role === 'page' ? changedUrls(context, withGenuineToken(context, entryPoint, tenant)) : []),
    unbound,
  ];
}

function changedUrls(context: InsideContext, genuine: ProbeRequest): readonly Attempt[] {
  const added = {
    ...genuine,
    url: genuine.url.replace('?', '?authbeatCheck=added&'),
    label: 'with a parameter that was added after the token was issued',
  };
  return [
    { request: added, reason: 'It accepts a URL to which a parameter was added (wrong `qsh`).' },
    ...twoTokens(context, genuine),
  ];
}

/** Only together with a proxy that reads the other of the two can anyone exploit this. */
function twoTokens(context: InsideContext, genuine: ProbeRequest): readonly Attempt[] {
  const [impostor] = context.impostors;
  const target = { method: 'GET', url: genuine.url, baseUrl: context.surface.descriptor.baseUrl };
  const forged = `jwt=${impostor.forge('forged signature', target)}`;
  const both = [`${genuine.url}&${forged}`, genuine.url.replace('&jwt=', `&${forged}&jwt=`)];
  return both.map((url) => ({
    request: { ...genuine, url, label: 'with a genuine and a forged token in one URL' },
    reason: 'It accepts a URL with two tokens, one of them forged.',
    status: 'note',
  }));
}

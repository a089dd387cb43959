import { mintUrlToken } from '../tenants/test-tenants.ts';
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
  title: 'A token opens only the request that it was made for',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page', 'condition', 'webhook'], async (guarded) => {
      const { url } = guarded.entryPoint;
      if (await acceptsUnsigned(context, guarded.entryPoint)) return notApplicable(url, UNSIGNED);
      return judgeAttempts(context, url, attempts(context, guarded), 'Tokens of other requests are refused.');
    }),
};

function attempts(context: InsideContext, { entryPoint }: Guarded): readonly Attempt[] {
  const { first: tenant } = context.tenants;
  const { url, method, role } = entryPoint;
  const otherPath = { ...targetOf(context, entryPoint), url: new URL('/authbeat-check', url).href };
  const token = mintUrlToken(tenant, otherPath, context.now());
  const genuine = withGenuineToken(context, entryPoint, tenant);
  const otherMethod = { ...targetOf(context, entryPoint), method: method === 'GET' ? 'POST' : 'GET' };
  return [
    {
      request: withHeaderToken(entryPoint, token, 'with a token of another URL'),
      reason: 'It opens with a token that was made for another URL (wrong `qsh`).',
    },
    {
      request: withHeaderToken(
        entryPoint,
        mintUrlToken(tenant, otherMethod, context.now()),
        'with a token of another method',
      ),
      reason: 'It opens with a token that was made for another method (wrong `qsh`).',
    },
    ...(role === 'page'
      ? [
          {
            request: {
              ...genuine,
              url: genuine.url.replace('?', '?authbeatCheck=added&'),
              label: 'with a parameter that was added after the token was made',
            },
            reason: 'It opens although a parameter was added to its URL (wrong `qsh`).',
          },
          ...twoTokens(context, genuine),
        ]
      : []),
  ];
}

/** Where something in front of the app reads the one, and the app the other, neither has been verified by both. */
function twoTokens(context: InsideContext, genuine: ProbeRequest): readonly Attempt[] {
  const [impostor] = context.impostors;
  const target = { method: 'GET', url: genuine.url, baseUrl: context.surface.descriptor.baseUrl };
  const forged = `jwt=${impostor.forge('forged signature', target)}`;
  const both = [`${genuine.url}&${forged}`, genuine.url.replace('&jwt=', `&${forged}&jwt=`)];
  return both.map((url) => ({
    request: { ...genuine, url, label: 'with a genuine and a forged token in one URL' },
    reason: 'It opens with two tokens in its URL, one of which is forged.',
    status: 'warning',
  }));
}

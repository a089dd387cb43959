import { mintUrlToken } from '../../inside/laboratory.ts';
import type { ProbeRequest } from '../../probes/exchange.ts';
import { targetOf, withHeaderToken } from '../../probes/requests.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts, judgeDoors, opensToUnsigned, UNSIGNED, type Attempt, type Door } from '../doors.ts';
import { notApplicable } from '../../verdict.ts';
import { withGenuineToken } from '../views.ts';

export const tokenBinding: Check = {
  id: 'token-binding',
  title: 'A token opens only the request that it was made for',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeDoors(context, ['page', 'condition', 'webhook'], async (door) => {
      const { url } = door.endpoint;
      if (await opensToUnsigned(context, door)) return notApplicable(url, UNSIGNED);
      return judgeAttempts(context, url, attempts(context, door), 'Tokens of other requests are refused.');
    }),
};

function attempts(context: CheckContext, { endpoint, laboratory }: Door): readonly Attempt[] {
  const { first: tenant } = laboratory;
  const { url, method, role } = endpoint;
  const otherPath = { ...targetOf(context, endpoint), url: new URL('/authbeat-check', url).href };
  const token = mintUrlToken(tenant, otherPath, context.now());
  const genuine = withGenuineToken(context, endpoint, tenant);
  const otherMethod = { ...targetOf(context, endpoint), method: method === 'GET' ? 'POST' : 'GET' };
  return [
    {
      request: withHeaderToken(endpoint, token, 'with a token of another URL'),
      reason: 'It opens with a token that was made for another URL (wrong `qsh`).',
    },
    {
      request: withHeaderToken(
        endpoint,
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
function twoTokens(context: CheckContext, genuine: ProbeRequest): readonly Attempt[] {
  const [impostor] = context.impostors;
  const target = { method: 'GET', url: genuine.url, baseUrl: context.surface.descriptor.baseUrl };
  const forged = `jwt=${impostor.forge('forged signature', target)}`;
  const both = [`${genuine.url}&${forged}`, genuine.url.replace('&jwt=', `&${forged}&jwt=`)];
  return both.map((url) => ({
    request: { ...genuine, url, label: 'with a genuine and a forged token in one URL' },
    reason: 'It opens with two tokens in its URL, one of which is forged.',
    outcome: 'warning',
  }));
}

import { wholeSeconds } from '../tenants/mint.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeAttempts, judgeGuarded, type Attempt, type Guarded } from '../judging/guarded.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'token-expiry',
  title: 'Tokens are refused before and after their time',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page', 'condition', 'webhook', 'api'], async (guarded) =>
      judgeAttempts(
        context,
        guarded,
        attempts(context, guarded),
        'Tokens that have expired, never expire or are not valid yet are refused.',
      ),
    ),
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;

function attempts(context: InsideContext, { entryPoint }: Guarded): readonly Attempt[] {
  const now = wholeSeconds(context.now());
  const attempt = (
    what: string,
    claims: Readonly<Record<string, unknown>>,
    status: Attempt['status'] = 'fail',
  ): Attempt => ({
    request: withGenuineToken(context, entryPoint, context.tenants.first, claims, `with a token ${what}`),
    reason: `It accepts a token ${what}.`,
    status,
  });
  return [
    attempt('that expired an hour ago', { iat: now - HOUR - 180, exp: now - HOUR }),
    // Clocks differ by seconds. The documentation of hosts speaks of a few minutes at most.
    attempt('that expired ten minutes ago', { iat: now - 13 * MINUTE, exp: now - 10 * MINUTE }),
    // A host issues no such token, so it takes a secret to make one: a mistake that opens nothing by itself.
    attempt('without an end (`exp`)', { exp: undefined }, 'warning'),
    attempt('whose end is no number', { exp: 'tomorrow' }, 'warning'),
    attempt('that is valid from an hour ahead (`nbf`)', { nbf: now + HOUR }, 'warning'),
    attempt('that was issued an hour ahead (`iat`)', { iat: now + HOUR, exp: now + 2 * HOUR }, 'note'),
  ];
}

import { notApplicable } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts, judgeDoors, opensToUnsigned, UNSIGNED, type Attempt, type Door } from '../doors.ts';
import { withGenuineToken } from '../views.ts';

export const tenantIsolation: Check = {
  id: 'tenant-isolation',
  title: 'One tenant cannot pass for another',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeDoors(context, ['page', 'condition', 'webhook', 'api'], async (door) => {
      const { url } = door.endpoint;
      if (await opensToUnsigned(context, door)) return notApplicable(url, UNSIGNED);
      return judgeAttempts(
        context,
        url,
        attempts(context, door),
        "Tokens in another tenant's name are refused.",
      );
    }),
};

function attempts(context: CheckContext, { endpoint, laboratory }: Door): readonly Attempt[] {
  const { first, second } = laboratory;
  const attempt = (label: string, claims: Readonly<Record<string, unknown>>): Attempt => ({
    // Signed by the second tenant, whatever it says.
    request: withGenuineToken(context, endpoint, second, claims, `with a token of one tenant that ${label}`),
    reason: `A tenant can pass for another: it opens with a token that ${label}.`,
  });
  return [
    attempt('names another as its issuer', { iss: first.clientKey }),
    attempt('names both as its issuers', { iss: [first.clientKey, second.clientKey] }),
    attempt('names another as issuer and itself as audience', {
      iss: first.clientKey,
      aud: [second.clientKey],
    }),
  ];
}

import type { ProbeRequest } from '../../probes/exchange.ts';
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
  // Signed by the second tenant, whatever they say.
  const signed = (label: string, claims: Readonly<Record<string, unknown>>): ProbeRequest =>
    withGenuineToken(context, endpoint, second, claims, `with a token of one tenant that ${label}`);
  return [
    {
      request: signed('names another as its issuer', { iss: first.clientKey }),
      reason: 'A tenant can pass for another: it opens with a token that names another as its issuer.',
    },
    {
      request: signed('names two issuers', { iss: [first.clientKey, second.clientKey] }),
      reason: 'It opens with a token that names two tenants as its issuers; which of them is let in?',
    },
    {
      request: signed('names another as its issuer, and itself as audience', {
        iss: first.clientKey,
        aud: [second.clientKey],
      }),
      // It is verified with the secret of the audience, so somebody is let in who may be.
      outcome: 'warning',
      reason: 'It opens with a token that names another tenant as its issuer than the one that signed it.',
    },
  ];
}

import type { Tenant } from '../../inside/installer.ts';
import { isSuccess, type Exchange, type ProbeRequest } from '../../probes/exchange.ts';
import { fail, notApplicable, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts, judgeDoors, opensToUnsigned, UNSIGNED, type Attempt, type Door } from '../doors.ts';
import { genuineRequest } from '../sessions.ts';
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
      const shown = await judgeShown(context, door);
      if (shown) return shown;
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

/** What a tenant is shown in its own name must be its own. */
async function judgeShown(context: CheckContext, door: Door): Promise<Verdict | undefined> {
  const { endpoint, laboratory, genuine } = door;
  const { first, second } = laboratory;
  const own = await context.send(await genuineRequest(context, endpoint, second));
  const holds = (exchange: Exchange, tenant: Tenant): boolean =>
    isSuccess(exchange) && [tenant.clientKey, tenant.siteUrl].some((name) => exchange.body.includes(name));
  if (!holds(own, first) && !holds(genuine, second)) return undefined;
  return fail(endpoint.url, 'A tenant is shown the key or the address of another.', own, genuine);
}

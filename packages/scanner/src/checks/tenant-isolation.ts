import type { Tenant } from '../tenants/installer.ts';
import { isSuccess, type Probe, type ProbeRequest } from '../probes/probe.ts';
import { fail, inconclusive, notApplicable, type Finding } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import {
  judgeAttempts,
  judgeGuarded,
  acceptsUnsigned,
  UNSIGNED,
  type Attempt,
  type Guarded,
} from '../judging/guarded.ts';
import { genuineRequest } from '../judging/sessions.ts';
import { withGenuineToken } from '../judging/views.ts';

export const check: InsideCheck = {
  id: 'tenant-isolation',
  title: 'One tenant cannot act as another',
  requirement: '1.1',
  depth: 'inside',
  run: async (context) =>
    judgeGuarded(context, ['page', 'condition', 'webhook', 'api'], async (guarded) => {
      const { url } = guarded.entryPoint;
      if (await acceptsUnsigned(context, guarded.entryPoint)) return notApplicable(url, UNSIGNED);
      const shown = await judgeShown(context, guarded);
      if (shown) return shown;
      return judgeAttempts(
        context,
        guarded,
        attempts(context, guarded),
        "Tokens in another tenant's name are refused.",
      );
    }),
};

function attempts(context: InsideContext, { entryPoint }: Guarded): readonly Attempt[] {
  const { first, second } = context.tenants;
  // Signed by the second tenant, whatever they say.
  const signed = (label: string, claims: Readonly<Record<string, unknown>>): ProbeRequest =>
    withGenuineToken(context, entryPoint, second, claims, `with a token of one tenant that ${label}`);
  return [
    {
      request: signed('names another as its issuer', { iss: first.clientKey }),
      reason: 'A tenant can act as another: it accepts a token that names another tenant as its issuer.',
    },
    {
      request: signed('names two issuers', { iss: [first.clientKey, second.clientKey] }),
      reason: 'It accepts a token that names two tenants as its issuers.',
    },
    {
      request: signed('names another as its issuer, and itself as audience', {
        iss: first.clientKey,
        aud: [second.clientKey],
      }),
      // It is verified with the secret of the audience, so a tenant is admitted that may be.
      status: 'warning',
      reason: 'It accepts a token that names another tenant as its issuer than the one that signed it.',
    },
  ];
}

/** What a tenant is shown in its own name must be its own. */
async function judgeShown(context: InsideContext, guarded: Guarded): Promise<Finding | undefined> {
  const { entryPoint, genuine } = guarded;
  const { first, second } = context.tenants;
  const own = await context.send(await genuineRequest(context, entryPoint, second));
  if (!isJudgeable(own)) return inconclusive(entryPoint.url, whyInconclusive(own), own);
  const holds = (probe: Probe, tenant: Tenant): boolean =>
    isSuccess(probe) && [tenant.clientKey, tenant.hostBaseUrl].some((name) => probe.body.includes(name));
  if (!holds(own, first) && !holds(genuine, second)) return undefined;
  return fail(entryPoint.url, 'A tenant is shown the key or the address of another.', own, genuine);
}

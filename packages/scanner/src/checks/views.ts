import type { Tenant } from '../inside/installer.ts';
import { genuineUrl, mintContextToken, mintUrlToken, type ClaimChanges } from '../inside/laboratory.ts';
import type { Answered, ProbeRequest } from '../probes/exchange.ts';
import { isJudgeable, targetOf, whyUnanswered, withHeaderToken, withoutToken } from '../probes/requests.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import { unanswered, type Verdict } from '../verdict.ts';
import type { CheckContext } from './check.ts';
import { judgeEndpoints } from './endpoints.ts';

/**
 * A request with a genuine token of a tenant, where the host would put it; on an API, what its page would send.
 * On pages for administrators it is an administrator's.
 */
export function withGenuineToken(
  context: CheckContext,
  endpoint: Endpoint,
  tenant: Tenant,
  changes: ClaimChanges = {},
  label = 'with a genuine token',
): ProbeRequest {
  const { url, role, adminOnly } = endpoint;
  const target = targetOf(context, endpoint);
  const claims = { sub: adminOnly ? tenant.administrator : tenant.member, ...changes };
  if (role === 'page') {
    const page = { url, baseUrl: target.baseUrl };
    return { method: 'GET', url: genuineUrl(tenant, page, context.now(), claims), label };
  }
  const token =
    role === 'api'
      ? mintContextToken(tenant, context.now(), claims)
      : mintUrlToken(tenant, target, context.now(), claims);
  return withHeaderToken(endpoint, token, label);
}

/** How a URL is asked for as its user does: with a genuine token where there is a laboratory, else without. */
export function viewRequest(context: CheckContext, endpoint: Endpoint): ProbeRequest {
  const { laboratory } = context;
  return laboratory === undefined || endpoint.cacheable
    ? withoutToken(endpoint)
    : withGenuineToken(context, endpoint, laboratory.first);
}

/** Judges what every page shows; pages that do not answer are said to be so. */
export async function judgeViews(
  context: CheckContext,
  judge: (view: Answered, endpoint: Endpoint) => Verdict | Promise<Verdict>,
): Promise<readonly Verdict[]> {
  return judgeEndpoints(context, ['page'], async (page) => {
    const view = await context.send(viewRequest(context, page));
    return isJudgeable(view) ? judge(view, page) : unanswered(page.url, whyUnanswered(view), view);
  });
}

/** Why a page that refuses cannot be judged by what it shows. */
export function refusedView(context: CheckContext, view: Answered): string {
  return context.laboratory
    ? `It refuses a genuine token with ${view.status}, so what it shows cannot be seen.`
    : `It refuses us with ${view.status}, as it should; what it shows to users can be seen with --install.`;
}

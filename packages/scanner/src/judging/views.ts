import type { Tenant } from '../tenants/installer.ts';
import { genuineUrl, mintContextToken, mintUrlToken, type ClaimChanges } from '../tenants/test-tenants.ts';
import type { Responded, ProbeRequest } from '../probes/probe.ts';
import { isJudgeable, targetOf, whyInconclusive, withHeaderToken, withoutToken } from './requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { inconclusive, type Finding } from './finding.ts';
import type { CheckContext } from './context.ts';
import { judgeEntryPoints } from './entry-points.ts';

/**
 * A request with a genuine token of a tenant, where the host would put it; on an API, what its page would send.
 * On pages for administrators it is an administrator's.
 */
export function withGenuineToken(
  context: Pick<CheckContext, 'surface' | 'now'>,
  entryPoint: EntryPoint,
  tenant: Tenant,
  changes: ClaimChanges = {},
  label = 'with a genuine token',
): ProbeRequest {
  const { url, role, adminOnly } = entryPoint;
  const target = targetOf(context, entryPoint);
  const claims = { sub: adminOnly ? tenant.administrator : tenant.member, ...changes };
  if (role === 'page') {
    const page = { url, baseUrl: target.baseUrl };
    return { method: 'GET', url: genuineUrl(tenant, page, context.now(), claims), label };
  }
  const token =
    role === 'api'
      ? mintContextToken(tenant, context.now(), claims)
      : mintUrlToken(tenant, target, context.now(), claims);
  return withHeaderToken(entryPoint, token, label);
}

/** How a URL is asked for as its user does: with a genuine token where there are test tenants, else without. */
export function viewRequest(context: CheckContext, entryPoint: EntryPoint): ProbeRequest {
  const { tenants } = context;
  return tenants === undefined || entryPoint.cacheable
    ? withoutToken(entryPoint)
    : withGenuineToken(context, entryPoint, tenants.first);
}

/** Judges what every page shows; pages that do not response are said to be so. */
export async function judgeViews(
  context: CheckContext,
  judge: (view: Responded, entryPoint: EntryPoint) => Finding | Promise<Finding>,
): Promise<readonly Finding[]> {
  return judgeEntryPoints(context, ['page'], async (page) => {
    const view = await context.send(viewRequest(context, page));
    return isJudgeable(view) ? judge(view, page) : inconclusive(page.url, whyInconclusive(view), view);
  });
}

/** Why a page that refuses cannot be judged by what it shows. */
export function refusedView(context: CheckContext, view: Responded): string {
  return context.tenants
    ? `It refuses a genuine token with ${view.status}, so what it shows cannot be seen.`
    : `It refuses us with ${view.status}, as it should; what it shows to users can be seen with --install.`;
}

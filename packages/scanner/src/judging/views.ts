import type { ProbeRequest, Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { Tenant } from '../tenants/installer.ts';
import {
  genuineUrl,
  mintContextToken,
  mintUrlToken,
  type ClaimChanges,
  type TokenOwner,
} from '../tenants/mint.ts';
import type { CheckContext } from './context.ts';
import { judgeEntryPoints } from './entry-points.ts';
import { inconclusive, type Finding } from './finding.ts';
import { isJudgeable, targetOf, whyInconclusive, withHeaderToken, withoutToken } from './requests.ts';

/** Whose users request a page. */
export type PageTenant = TokenOwner & Pick<Tenant, 'hostBaseUrl' | 'administrator'>;

/**
 * A request with a genuine token of a tenant, where the host puts it; on an API, a context token. Pages for
 * administrators are requested by an administrator.
 */
export function withGenuineToken(
  context: Pick<CheckContext, 'surface' | 'now'>,
  entryPoint: EntryPoint,
  tenant: PageTenant,
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

/** The request of a page's user: with a genuine token where test tenants are installed, else without a token. */
export function viewRequest(context: CheckContext, entryPoint: EntryPoint): ProbeRequest {
  const { tenants } = context;
  return tenants === undefined || entryPoint.cacheable
    ? withoutToken(entryPoint)
    : withGenuineToken(context, entryPoint, tenants.first);
}

/** Judges what every page shows to its user. A page that does not respond is not judged. */
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
    ? `It refuses a genuine token with ${view.status}, so what it shows to users cannot be seen.`
    : `It refuses a request without a token with ${view.status}, as it should. What it shows to users can be seen with --install.`;
}

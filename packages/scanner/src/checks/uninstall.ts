import { isSuccess, type ProbeRequest } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import { fail, notApplicable, pass, inconclusive, type Finding } from '../judging/finding.ts';
import { entryPointsOf } from '../surface/surface.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeGuarded, acceptsUnsigned, UNSIGNED } from '../judging/guarded.ts';
import { lifecycleEntryPoint } from '../judging/lifecycle.ts';
import { genuineRequest } from '../judging/sessions.ts';

export const check: InsideCheck = {
  id: 'uninstall',
  title: 'An uninstalled tenant has no access any more',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const { tenants } = context;
    if (!lifecycleEntryPoint(context, 'uninstalled')) {
      return [notApplicable(context.surface.declaredAt, 'The descriptor declares no `uninstalled` call.')];
    }
    const tenant = await tenants.add();
    const entryPoints = entryPointsOf(context.surface, ...ROLES);
    const requests = await Promise.all(
      entryPoints.map(async (each) => genuineRequest(context, each, tenant)),
    );
    await tenant.uninstall();
    return judgeGuarded(context, ROLES, async (guarded) => {
      const { url } = guarded.entryPoint;
      if (await acceptsUnsigned(context, guarded.entryPoint)) return notApplicable(url, UNSIGNED);
      const request = requests[entryPoints.indexOf(guarded.entryPoint)];
      return request ? judge(context, url, request) : notApplicable(url, 'It takes no token.');
    });
  },
};

const ROLES = ['page', 'condition', 'webhook', 'api'] as const;

async function judge(context: InsideContext, url: string, request: ProbeRequest): Promise<Finding> {
  const label = `${request.label} of a tenant that has uninstalled the app`;
  const probe = await context.send({ ...request, label });
  if (!isJudgeable(probe)) return inconclusive(url, whyInconclusive(probe), probe);
  return isSuccess(probe)
    ? fail(url, 'It still opens to a tenant that has uninstalled the app.', probe)
    : pass(url, `Refused with ${probe.status} after the uninstallation.`, probe);
}

import { isSuccess, type ProbeRequest } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { fail, notApplicable, pass, unanswered, type Verdict } from '../../verdict.ts';
import { endpointsOf } from '../../surface/surface.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeDoors, opensToUnsigned, UNSIGNED } from '../doors.ts';
import { lifecycleEndpoint } from '../lifecycle.ts';
import { genuineRequest } from '../sessions.ts';

export const uninstall: Check = {
  id: 'uninstall',
  title: 'An uninstalled tenant has no access any more',
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const { laboratory } = context;
    if (!laboratory || !lifecycleEndpoint(context, 'uninstalled')) {
      return [notApplicable(context.surface.descriptorUrl, 'The descriptor declares no `uninstalled` call.')];
    }
    const tenant = await laboratory.recruit();
    const endpoints = endpointsOf(context.surface, ...ROLES);
    const requests = await Promise.all(endpoints.map(async (each) => genuineRequest(context, each, tenant)));
    await tenant.uninstall();
    return judgeDoors(context, ROLES, async (door) => {
      const { url } = door.endpoint;
      if (await opensToUnsigned(context, door)) return notApplicable(url, UNSIGNED);
      const request = requests[endpoints.indexOf(door.endpoint)];
      return request ? judge(context, url, request) : notApplicable(url, 'It takes no token.');
    });
  },
};

const ROLES = ['page', 'condition', 'webhook', 'api'] as const;

async function judge(context: CheckContext, url: string, request: ProbeRequest): Promise<Verdict> {
  const label = `${request.label} of a tenant that has uninstalled the app`;
  const exchange = await context.send({ ...request, label });
  if (!isJudgeable(exchange)) return unanswered(url, whyUnanswered(exchange), exchange);
  return isSuccess(exchange)
    ? fail(url, 'It still opens to a tenant that has uninstalled the app.', exchange)
    : pass(url, `Refused with ${exchange.status} after the uninstallation.`, exchange);
}

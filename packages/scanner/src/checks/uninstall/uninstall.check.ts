import { isSuccess } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import { fail, notApplicable, pass, unanswered } from '../../verdict.ts';
import type { Check } from '../check.ts';
import { judgeDoors, opensToUnsigned, UNSIGNED } from '../doors.ts';
import { lifecycleEndpoint } from '../lifecycle.ts';
import { withGenuineToken } from '../views.ts';

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
    const gone = { ...tenant };
    await tenant.uninstall();
    return judgeDoors(context, ['page', 'condition', 'webhook', 'api'], async (door) => {
      const { endpoint } = door;
      if (await opensToUnsigned(context, door)) return notApplicable(endpoint.url, UNSIGNED);
      const label = 'with a token of a tenant that has uninstalled the app';
      const exchange = await context.send(withGenuineToken(context, endpoint, gone, {}, label));
      if (!isJudgeable(exchange)) return unanswered(endpoint.url, whyUnanswered(exchange), exchange);
      return isSuccess(exchange)
        ? fail(endpoint.url, 'It still opens to a tenant that has uninstalled the app.', exchange)
        : pass(endpoint.url, `Refused with ${exchange.status} after the uninstallation.`, exchange);
    });
  },
};

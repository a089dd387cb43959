import { isSuccess } from '../../probes/exchange.ts';
import { FORGERIES, type Forgery } from '../../probes/impostor.ts';
import { isJudgeable, whyUnanswered, withForgery, withoutToken } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { endpointsOf } from '../../surface/surface.ts';
import { fail, notApplicable, pass, unanswered, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { withUnsignedToken } from '../doors.ts';
import { judgeEach } from '../endpoints.ts';

export const tokenForgery: Check = {
  id: 'token-forgery',
  title: 'Forged tokens are refused',
  requirement: '1.1',
  depth: 'outside',
  async run(context) {
    const endpoints = endpointsOf(context.surface, 'page', 'condition', 'webhook', 'api');
    return judgeEach(context, endpoints, async (endpoint) => {
      const isFirst = endpoints.find(({ role }) => role === endpoint.role) === endpoint;
      return judge(context, endpoint, isFirst ? EVERY_FORGERY : PLAIN_FORGERIES);
    });
  },
};

const EVERY_FORGERY = Object.keys(FORGERIES) as Forgery[];
// A route may forget to verify. How a signature is verified is the same for all of them, and tried on the first.
const PLAIN_FORGERIES: readonly Forgery[] = ['forged signature', 'alg none'];

async function judge(
  context: CheckContext,
  endpoint: Endpoint,
  forgeries: readonly Forgery[],
): Promise<Verdict> {
  const { url, role } = endpoint;
  const anonymous = await context.send(withoutToken(endpoint));
  if (!isJudgeable(anonymous)) return unanswered(url, whyUnanswered(anonymous), anonymous);
  if (isSuccess(anonymous))
    return notApplicable(url, 'It answers anybody, so a forged token opens nothing more.');

  const [impostor] = context.impostors;
  const requests = [
    ...forgeries.map((forgery) => withForgery(context, endpoint, forgery, impostor)),
    // Some apps look at the header first, and verify only one of the two.
    withForgery(context, endpoint, 'forged signature', impostor, role === 'page' ? 'header' : 'url'),
    // Some refuse unknown tenants, and believe whatever names a known one.
    ...(context.laboratory ? [withUnsignedToken(context, endpoint, context.laboratory)] : []),
  ];
  const exchanges = await Promise.all(requests.map(async (request) => context.send(request)));
  const accepted = exchanges.find((exchange) => isSuccess(exchange));
  return accepted
    ? fail(url, `It answers ${accepted.status} ${accepted.request.label}.`, accepted, anonymous)
    : pass(url, `Refused, each of ${exchanges.length} forgeries.`, ...exchanges.slice(0, 1));
}

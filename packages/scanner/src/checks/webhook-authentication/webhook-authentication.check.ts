import { isRefusal, isSuccess } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered, withoutToken } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';

export const webhookAuthentication: Check = {
  id: 'webhook-authentication',
  title: 'Webhooks refuse callers without a token',
  requirement: '1.1',
  depth: 'outside',
  run: async (context) => judgeEndpoints(context, ['webhook'], async (webhook) => judge(context, webhook)),
};

async function judge(context: CheckContext, webhook: Endpoint): Promise<Verdict> {
  const anonymous = await context.send(withoutToken(webhook));
  const { url } = webhook;
  if (!isJudgeable(anonymous)) return unanswered(url, whyUnanswered(anonymous), anonymous);
  if (isRefusal(anonymous)) return pass(url, `Refused with ${anonymous.status}.`, anonymous);
  return isSuccess(anonymous)
    ? fail(url, `Anybody can send this webhook: it answers ${anonymous.status} without a token.`, anonymous)
    : warning(url, `It answers ${anonymous.status} where it should refuse with 401.`, anonymous);
}

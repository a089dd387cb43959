import { isRefusal, isSuccess } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive, withoutToken } from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { whyNoRefusal } from '../judging/refusals.ts';

export const check: OutsideCheck = {
  id: 'webhook-authentication',
  title: 'Webhooks refuse callers without a token',
  requirement: '1.1',
  depth: 'outside',
  run: async (context) => judgeEntryPoints(context, ['webhook'], async (webhook) => judge(context, webhook)),
};

async function judge(context: CheckContext, webhook: EntryPoint): Promise<Finding> {
  const anonymous = await context.send(withoutToken(webhook));
  const { url } = webhook;
  if (!isJudgeable(anonymous)) return inconclusive(url, whyInconclusive(anonymous), anonymous);
  if (isRefusal(anonymous)) {
    return (
      (await whyNoRefusal(context, webhook, anonymous)) ??
      pass(url, `Refused with ${anonymous.status}.`, anonymous)
    );
  }
  return isSuccess(anonymous)
    ? fail(
        url,
        `Anyone can send this webhook: it responds with ${anonymous.status} without a token.`,
        anonymous,
      )
    : warning(url, `It responds with ${anonymous.status} where it should refuse with 401.`, anonymous);
}

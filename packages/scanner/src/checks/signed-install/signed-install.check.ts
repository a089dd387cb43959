import type { LifecycleEvent } from '@authbeat/core';
import { isRefusal, isSuccess, type Exchange } from '../../probes/exchange.ts';
import { isJudgeable, whyUnanswered } from '../../probes/requests.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { fail, pass, unanswered, warning, type Verdict } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeEndpoints } from '../endpoints.ts';
import { forgedCalls, retractInstall } from '../lifecycle.ts';

export const signedInstall: Check = {
  id: 'signed-install',
  title: 'Lifecycle calls are accepted from the host alone',
  requirement: '1.4',
  depth: 'outside',
  async run(context) {
    const verdicts = await judgeEndpoints(context, ['lifecycle'], async (endpoint) =>
      judge(context, endpoint),
    );
    if (verdicts.some(({ outcome }) => outcome === 'fail'))
      await retractInstall(context, context.intruders[0]);
    return verdicts;
  },
};

// They say nothing that an app acts upon, and hosts send `disabled` without a token after an uninstall.
const HARMLESS = new Set<LifecycleEvent | undefined>(['enabled', 'disabled']);

async function judge(context: CheckContext, endpoint: Endpoint): Promise<Verdict> {
  const { url, event } = endpoint;
  const calls = forgedCalls(context, endpoint, context.intruders[0]);
  const exchanges = await Promise.all(calls.map(async (call) => context.send(call)));
  const accepted = exchanges.find((exchange) => isSuccess(exchange));
  if (accepted) {
    const judgement = HARMLESS.has(event) ? warning : fail;
    return judgement(url, `The call is accepted (${accepted.status}): ${accepted.request.label}.`, accepted);
  }
  const broken = exchanges.find((exchange) => isJudgeable(exchange) && !isRefusal(exchange));
  if (broken)
    return warning(url, `It breaks or redirects where it should refuse: ${broken.request.label}.`, broken);
  return judgeRefusals(url, exchanges);
}

function judgeRefusals(url: string, exchanges: readonly Exchange[]): Verdict {
  const silent = exchanges.find((exchange) => !isJudgeable(exchange));
  return silent
    ? unanswered(url, whyUnanswered(silent), silent)
    : pass(url, `Refused, each of ${exchanges.length} forged calls.`, ...exchanges.slice(0, 2));
}

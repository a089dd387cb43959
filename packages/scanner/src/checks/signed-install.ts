import type { LifecycleEvent } from '@authbeat/core';
import { isRefusal, isSuccess, type Probe } from '../probes/probe.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { fail, pass, inconclusive, warning, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { forgedCalls, retractInstall } from '../judging/lifecycle.ts';

export const check: OutsideCheck = {
  id: 'signed-install',
  title: 'Lifecycle calls are accepted from the host alone',
  requirement: '1.4',
  depth: 'outside',
  async run(context) {
    const findings = await judgeEntryPoints(context, ['lifecycle'], async (entryPoint) =>
      judge(context, entryPoint),
    );
    if (findings.some(({ status }) => status === 'fail')) await retractInstall(context, context.intruders[0]);
    return findings;
  },
};

// They say nothing that an app acts upon, and hosts send `disabled` without a token after an uninstall.
const HARMLESS = new Set<LifecycleEvent | undefined>(['enabled', 'disabled']);

async function judge(context: CheckContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url, event } = entryPoint;
  const calls = forgedCalls(context, entryPoint, context.intruders[0]);
  const probes = await Promise.all(calls.map(async (call) => context.send(call)));
  const accepted = probes.find((probe) => isSuccess(probe));
  if (accepted) {
    const judgement = HARMLESS.has(event) ? warning : fail;
    return judgement(url, `The call is accepted (${accepted.status}): ${accepted.request.label}.`, accepted);
  }
  const broken = probes.find((probe) => isJudgeable(probe) && !isRefusal(probe));
  if (broken)
    return warning(url, `It breaks or redirects where it should refuse: ${broken.request.label}.`, broken);
  return judgeRefusals(url, probes);
}

function judgeRefusals(url: string, probes: readonly Probe[]): Finding {
  const silent = probes.find((probe) => !isJudgeable(probe));
  return silent
    ? inconclusive(url, whyInconclusive(silent), silent)
    : pass(url, `Refused, each of ${probes.length} forged calls.`, ...probes.slice(0, 2));
}

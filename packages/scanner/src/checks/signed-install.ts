import type { LifecycleEvent } from '@authbeat/core';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { judgeEntryPoints } from '../judging/entry-points.ts';
import { fail, pass, warning, type Finding } from '../judging/finding.ts';
import { isAccepted, retractInstall, sendForgedCalls, whyNotRefused } from '../judging/lifecycle.ts';
import { isRedirect, type Probe } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';

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
  const probes = await sendForgedCalls(context, entryPoint, context.intruders[0]);
  const accepted = probes.find((probe) => isAccepted(probe));
  if (accepted) {
    const judgement = HARMLESS.has(event) ? warning : fail;
    return judgement(url, `It accepts ${accepted.request.label}.`, accepted);
  }
  const led = probes.find((probe) => isLedAway(probe));
  if (led) return warning(url, `It redirects where it should refuse with 401: ${led.request.label}.`, led);
  return (
    (await whyNotRefused(context, entryPoint, probes)) ??
    pass(url, `Refused, each of ${probes.length} forged calls.`, ...probes.slice(0, 2))
  );
}

function isLedAway(probe: Probe): boolean {
  return isRedirect(probe) || (probe.kind === 'responded' && probe.redirects.length > 0);
}

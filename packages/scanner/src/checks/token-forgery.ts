import { isSuccess } from '../probes/probe.ts';
import { FORGERIES, type Forgery } from '../tenants/impostor.ts';
import {
  isConclusive,
  isJudgeable,
  whyInconclusive,
  withForgery,
  withoutToken,
} from '../judging/requests.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { fail, notApplicable, pass, inconclusive, type Finding } from '../judging/finding.ts';
import type { OutsideCheck } from '../judging/check.ts';
import type { CheckContext } from '../judging/context.ts';
import { withUnsignedToken } from '../judging/guarded.ts';
import { judgeEach } from '../judging/entry-points.ts';
import { whyNoRefusal } from '../judging/refusals.ts';

export const check: OutsideCheck = {
  id: 'token-forgery',
  title: 'Forged tokens are refused',
  requirement: '1.1',
  depth: 'outside',
  async run(context) {
    const entryPoints = entryPointsOf(context.surface, 'page', 'condition', 'webhook', 'api');
    return judgeEach(context, entryPoints, async (entryPoint) => {
      const isFirst = entryPoints.find(({ role }) => role === entryPoint.role) === entryPoint;
      return judge(context, entryPoint, isFirst ? EVERY_FORGERY : PLAIN_FORGERIES);
    });
  },
};

const EVERY_FORGERY = Object.keys(FORGERIES) as Forgery[];
// A route may forget to verify. How a signature is verified is the same for all routes, and tried on the first.
const PLAIN_FORGERIES: readonly Forgery[] = ['forged signature', 'alg none'];

async function judge(
  context: CheckContext,
  entryPoint: EntryPoint,
  forgeries: readonly Forgery[],
): Promise<Finding> {
  const { url, role } = entryPoint;
  const anonymous = await context.send(withoutToken(entryPoint));
  if (!isJudgeable(anonymous)) return inconclusive(url, whyInconclusive(anonymous), anonymous);
  if (isSuccess(anonymous))
    return notApplicable(url, 'It needs no token, so a forged one opens nothing more.');

  const [impostor] = context.impostors;
  const requests = [
    ...forgeries.map((forgery) => withForgery(context, entryPoint, forgery, impostor)),
    // Some apps read the header first, and verify only one of the two.
    withForgery(context, entryPoint, 'forged signature', impostor, role === 'page' ? 'header' : 'url'),
    // Some apps refuse unknown tenants and accept any token that names a known one.
    ...(context.tenants ? [withUnsignedToken({ ...context, tenants: context.tenants }, entryPoint)] : []),
  ];
  const probes = await Promise.all(requests.map(async (request) => context.send(request)));
  const accepted = probes.find((probe) => isSuccess(probe));
  if (accepted) return fail(url, `It accepts a request ${accepted.request.label}.`, accepted, anonymous);
  const unclear = probes.find((probe) => !isConclusive(probe));
  if (unclear) return inconclusive(url, whyInconclusive(unclear), unclear);
  return (
    (await whyNoRefusal(context, entryPoint, anonymous)) ??
    pass(url, `Refused, each of ${probes.length} forgeries.`, ...probes.slice(0, 1))
  );
}

import type { RemoteCheck } from '../judging/check.ts';
import { fail, inconclusive, notApplicable, pass, type Finding } from '../judging/finding.ts';
import type { RemoteContext } from '../judging/remote-context.ts';
import {
  isConclusive,
  whyInconclusive,
  withHeaderToken,
  withoutToken,
  withUrlToken,
} from '../judging/requests.ts';
import { isSuccess } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';

export const check: RemoteCheck = {
  id: 'remote-confinement',
  title: 'An invocation token opens nothing of the Connect app',
  depth: 'remote',
  async run(context) {
    const { connectEntryPoints, routes } = context;
    if (connectEntryPoints.length > 0)
      return Promise.all(connectEntryPoints.map(async (entryPoint) => judge(context, entryPoint)));
    return routes
      .slice(0, 1)
      .map(({ url }) => notApplicable(url, 'The manifest has no modules of a Connect app.'));
  },
};

async function judge({ issuer, send }: RemoteContext, entryPoint: EntryPoint): Promise<Finding> {
  const { url } = entryPoint;
  const anonymous = await send(withoutToken(entryPoint));
  if (isSuccess(anonymous))
    return notApplicable(url, 'It needs no token: test it as a Connect app.', anonymous);
  const token = await issuer.mint();
  const probes = await Promise.all([
    send(withUrlToken(entryPoint, token, 'with an invocation token in its URL')),
    send(withHeaderToken(entryPoint, token, 'with an invocation token in place of a token of Connect')),
  ]);
  const accepted = probes.find((probe) => isSuccess(probe));
  if (accepted) return fail(url, 'It accepts an invocation token as a token of Connect.', accepted);
  const broken = probes.find((probe) => !isConclusive(probe));
  if (broken) return inconclusive(url, whyInconclusive(broken), broken);
  return pass(url, 'It refuses an invocation token.', ...probes.slice(0, 1));
}

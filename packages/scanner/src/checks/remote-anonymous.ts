import { inconclusive, pass, warning, type Finding } from '../judging/finding.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import type { RemoteCheck } from '../judging/check.ts';
import { isSuccess } from '../probes/probe.ts';
import type { RemoteContext, RemoteRoute } from '../judging/remote-context.ts';
import { sendGenuine, whyNotGenuine } from '../judging/remote-refusals.ts';
import { invoke } from '../judging/remote-requests.ts';

export const check: RemoteCheck = {
  id: 'remote-anonymous',
  title: 'Remotes expect tokens without a user',
  depth: 'remote',
  run: async (context) => Promise.all(context.routes.map(async (route) => judge(context, route))),
};

async function judge(context: RemoteContext, route: RemoteRoute): Promise<Finding> {
  const { url } = route;
  const genuine = await sendGenuine(context, route);
  if (!isSuccess(genuine)) return inconclusive(url, whyNotGenuine(genuine), genuine);
  const token = await context.issuer.mint({ accountId: null });
  const anonymous = await context.send(invoke(route, 'with a token without `principal`', token));
  if (!isJudgeable(anonymous)) return inconclusive(url, whyInconclusive(anonymous), anonymous);
  if (anonymous.status >= 500) {
    const reason = `It breaks (${anonymous.status}) for a token without \`principal\`: refuse it, or serve it as anonymous.`;
    return warning(url, reason, anonymous);
  }
  if (isSuccess(anonymous) && anonymous.body !== '' && anonymous.body === genuine.body) {
    const reason = 'It responds to a token without `principal` as to a user: make sure that it is public.';
    return pass(url, reason, anonymous);
  }
  return pass(url, `It responds to a token without \`principal\` with ${anonymous.status}.`, anonymous);
}

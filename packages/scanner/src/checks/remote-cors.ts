import { fail, inconclusive, pass, warning, type Finding } from '../judging/finding.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import type { RemoteCheck } from '../judging/check.ts';
import { header } from '../probes/probe.ts';
import type { RemoteContext, RemoteRoute } from '../judging/remote-context.ts';
import { invoke } from '../judging/remote-requests.ts';

const OTHER_SITE = 'https://other-site.authbeat.invalid';

export const check: RemoteCheck = {
  id: 'remote-cors',
  title: 'Remotes let only the app’s own pages read responses',
  depth: 'remote',
  run: async (context) => Promise.all(context.routes.map(async (route) => judge(context, route))),
};

async function judge(context: RemoteContext, route: RemoteRoute): Promise<Finding> {
  const { url } = route;
  const request = invoke(route, `from the origin ${OTHER_SITE}`, await context.issuer.mint());
  const response = await context.send({ ...request, headers: { ...request.headers, origin: OTHER_SITE } });
  if (!isJudgeable(response)) return inconclusive(url, whyInconclusive(response), response);
  const allowed = header(response, 'access-control-allow-origin');
  if (allowed !== OTHER_SITE && allowed !== '*')
    return pass(url, 'It does not allow an unknown origin.', response);
  return header(response, 'access-control-allow-credentials') === 'true'
    ? fail(url, 'It lets every origin read, with the cookies of its user.', response)
    : warning(
        url,
        'It lets every origin read. Allow those of the app’s and the product’s pages alone.',
        response,
      );
}

import { fail, inconclusive, pass, warning, type Finding } from '../judging/finding.ts';
import { isJudgeable, whyInconclusive } from '../judging/requests.ts';
import type { RemoteCheck } from '../judging/check.ts';
import { header, type Probe, type Responded } from '../probes/probe.ts';
import type { RemoteContext, RemoteRoute } from '../judging/remote-context.ts';
import { invoke } from '../judging/remote-requests.ts';

const OTHER_SITE = 'https://other-site.authbeat.invalid';
/** A sandboxed frame of any site has the origin `null`. */
const ORIGINS = [OTHER_SITE, 'null'];

export const check: RemoteCheck = {
  id: 'remote-cors',
  title: 'Remotes let only the app’s own pages read responses',
  depth: 'remote',
  run: async (context) => Promise.all(context.routes.map(async (route) => judge(context, route))),
};

async function judge(context: RemoteContext, route: RemoteRoute): Promise<Finding> {
  const { url } = route;
  const token = await context.issuer.mint();
  const responses = await Promise.all(
    ORIGINS.map(async (origin) => {
      const request = invoke(route, `from the origin ${origin}`, token);
      return context.send({ ...request, headers: { ...request.headers, origin } });
    }),
  );
  const open = responses.find(isReadable);
  if (open) return complain(url, open);
  const broken = responses.find((response) => !isJudgeable(response));
  if (broken) return inconclusive(url, whyInconclusive(broken), broken);
  return pass(url, 'It does not allow an unknown origin.', ...responses.slice(0, 1));
}

function complain(url: string, response: Responded): Finding {
  const who =
    header(response, 'access-control-allow-origin') === 'null'
      ? 'every site read, by the origin "null" of a sandboxed frame'
      : 'every origin read';
  return header(response, 'access-control-allow-credentials') === 'true'
    ? fail(url, `It lets ${who}, with the cookies of its user.`, response)
    : warning(url, `It lets ${who}. Allow those of the app’s and the product’s pages alone.`, response);
}

/** Can a page of the origin that the request names read the response? */
function isReadable(response: Probe): response is Responded {
  if (!isJudgeable(response)) return false;
  const allowed = header(response, 'access-control-allow-origin');
  return allowed === '*' || allowed === response.request.headers?.['origin'];
}

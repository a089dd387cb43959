import { asHostLoads, mintUrlToken } from '../../inside/laboratory.ts';
import { targetOf, withHeaderToken } from '../../probes/requests.ts';
import { withUrlToken } from '../../probes/impostor.ts';
import { endpointsOf } from '../../surface/surface.ts';
import { notApplicable } from '../../verdict.ts';
import type { Check, CheckContext } from '../check.ts';
import { judgeAttempts, type Attempt } from '../doors.ts';
import type { Endpoint } from '../../surface/endpoint.ts';
import { isSuccess } from '../../probes/exchange.ts';
import { withoutToken } from '../../probes/requests.ts';

export const apiTokens: Check = {
  id: 'api-tokens',
  title: "APIs do not take a token out of a page's URL",
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const apis = endpointsOf(context.surface, 'api');
    if (apis.length === 0) {
      return [
        notApplicable(context.surface.descriptorUrl, "No API is named; name the app's own with --api."),
      ];
    }
    return Promise.all(
      apis.map(async (api) =>
        isSuccess(await context.send(withoutToken(api)))
          ? notApplicable(api.url, 'It answers anybody; see `authentication`.')
          : judgeAttempts(context, api.url, attempts(context, api), "A page's URL token is refused."),
      ),
    );
  },
};

/** URLs end up in logs, histories and referrers; what they carry must be worth nothing elsewhere. */
function attempts(context: CheckContext, api: Endpoint): readonly Attempt[] {
  const { laboratory } = context;
  const [page] = endpointsOf(context.surface, 'page');
  if (!laboratory) return [];
  const { first: tenant } = laboratory;
  const url = asHostLoads(page?.url ?? context.surface.descriptor.baseUrl, tenant);
  const token = mintUrlToken(tenant, { ...targetOf(context, api), method: 'GET', url }, context.now());
  const reason = "It opens with a token from a page's URL, which was made for that page alone.";
  const label = "with a token from a page's URL";
  return [
    { request: withHeaderToken(api, token, label), reason },
    { request: withHeaderToken(api, token, label, 'Bearer'), reason },
    { request: { method: 'GET', url: withUrlToken(api.url, token), label }, reason },
  ];
}

import { asHostLoads, mintUrlToken } from '../tenants/test-tenants.ts';
import { targetOf, withHeaderToken } from '../judging/requests.ts';
import { withUrlToken } from '../tenants/impostor.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { notApplicable } from '../judging/finding.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { judgeAttempts, type Attempt } from '../judging/guarded.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { isSuccess } from '../probes/probe.ts';
import { withoutToken } from '../judging/requests.ts';

export const check: InsideCheck = {
  id: 'api-tokens',
  title: "APIs do not take a token out of a page's URL",
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const apis = entryPointsOf(context.surface, 'api');
    if (apis.length === 0) {
      return [notApplicable(context.surface.declaredAt, "No API is named; name the app's own with --api.")];
    }
    return Promise.all(
      apis.map(async (api) =>
        isSuccess(await context.send(withoutToken(api)))
          ? notApplicable(api.url, 'It needs no token; see `authentication`.')
          : judgeAttempts(context, api.url, attempts(context, api), "A page's URL token is refused."),
      ),
    );
  },
};

/** URLs end up in logs, histories and referrers; what they carry must be worth nothing elsewhere. */
function attempts(context: InsideContext, api: EntryPoint): readonly Attempt[] {
  const [page] = entryPointsOf(context.surface, 'page');
  const { first: tenant } = context.tenants;
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

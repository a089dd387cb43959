import { isSuccess } from '../probes/probe.ts';
import type { InsideCheck } from '../judging/check.ts';
import type { InsideContext } from '../judging/context.ts';
import { notApplicable, outOfReach, type Finding } from '../judging/finding.ts';
import { judgeAttempts, type Attempt } from '../judging/guarded.ts';
import { targetOf, withHeaderToken, withoutToken, withUrlToken } from '../judging/requests.ts';
import { exchangeSession, genuineRequest } from '../judging/sessions.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { entryPointsOf } from '../surface/surface.ts';
import { asHostLoads, mintContextToken, mintUrlToken } from '../tenants/mint.ts';

export const check: InsideCheck = {
  id: 'api-tokens',
  title: "APIs accept no token of a page's URL, and none in their own",
  requirement: '1.1',
  depth: 'inside',
  async run(context) {
    const apis = entryPointsOf(context.surface, 'api');
    if (apis.length === 0) {
      return [notApplicable(context.surface.declaredAt, 'No API is named; name the APIs with --api.')];
    }
    return Promise.all(apis.map(async (api) => judge(context, api)));
  },
};

async function judge(context: InsideContext, api: EntryPoint): Promise<Finding> {
  const { url } = api;
  if (isSuccess(await context.send(withoutToken(api))))
    return notApplicable(url, 'It needs no token; see `authentication`.');
  const attempts = [...pageTokens(context, api), ...(await ownTokens(context, api))];
  const finding = await judgeAttempts(context, { entryPoint: api }, attempts, 'Tokens of a URL are refused.');
  if (finding.status !== 'pass') return finding;
  const genuine = await context.send(await genuineRequest(context, api, context.tenants.first));
  return isSuccess(genuine)
    ? finding
    : outOfReach(url, 'It refuses a genuine token, too, so refusing others shows nothing.', genuine);
}

/** URLs end up in logs, histories and referrers. What they carry must be worth nothing elsewhere. */
function pageTokens(context: InsideContext, api: EntryPoint): readonly Attempt[] {
  const { first: tenant } = context.tenants;
  const [page] = entryPointsOf(context.surface, 'page');
  const url = asHostLoads(page?.url ?? context.surface.descriptor.baseUrl, tenant);
  const token = mintUrlToken(tenant, { ...targetOf(context, api), method: 'GET', url }, context.now());
  const reason = "It accepts the token of a page's URL, which was issued for that page alone.";
  const label = "with a token from a page's URL";
  return [
    { request: withHeaderToken(api, token, label), reason },
    { request: withHeaderToken(api, token, label, 'Bearer'), reason },
    { request: withUrlToken(api, token, label), reason },
  ];
}

/** The tokens that the API's own page would send, but in the URL. */
async function ownTokens(context: InsideContext, api: EntryPoint): Promise<readonly Attempt[]> {
  const { first: tenant } = context.tenants;
  const { session } = await exchangeSession(context, tenant);
  const token = session?.token ?? mintContextToken(tenant, context.now());
  return [
    {
      request: withUrlToken(api, token, 'with its own token in the URL'),
      reason: 'It accepts its own token in its URL, where logs and histories keep it.',
      status: 'warning',
    },
  ];
}

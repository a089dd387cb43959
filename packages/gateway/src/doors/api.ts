import type { AuthbeatResponse, Verdict } from '@authbeat/server';
import { sendResponse } from '@authbeat/server/node';
import { identify } from '../identity/identify.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import type { Route } from '../routes/route.ts';
import { asItCame, pass } from './pass.ts';
import type { Services, Visit } from './visit.ts';

/** A request that may become an upgrade. */
export type UpgradeVisit = Pick<Visit, 'request' | 'readable' | 'url'>;

/** What becomes of a request to an API: the one that the upstream gets, or the response that refuses it. */
export type ApiDecision =
  | { readonly outgoing: UpstreamRequest; readonly headers: Readonly<Record<string, string>> }
  | { readonly refused: AuthbeatResponse };

/** An API: a session or a ticket of ours becomes what the upstream understands. */
export async function callApi(visit: Visit, route: Route, services: Services): Promise<void> {
  const decision = await decideApi(visit, route, services);
  if ('refused' in decision) sendResponse(visit.response, decision.refused);
  else await pass(visit, decision.outgoing, services, decision.headers);
}

/** Decides about a request to an API, or an upgrade of one. */
export async function decideApi(
  visit: UpgradeVisit,
  { identity = 'jwt' }: Route,
  services: Services,
): Promise<ApiDecision> {
  if (isForUpstream(visit, identity, services)) return { outgoing: asItCame(visit, services), headers: {} };
  const verdict: Verdict = await services.guards.api(visit.readable);
  if (verdict.admitted && verdict.token) {
    const { principal, token, headers } = verdict;
    const admitted = { principal, token };
    const outgoing = await identify(visit.request, visit.url, admitted, identity, services.identity);
    return { outgoing, headers };
  }
  if (verdict.admitted) throw new TypeError('A session has no token.');
  if (verdict.foreign === true && services.plan.unknown === 'pass')
    return { outgoing: asItCame(visit, services), headers: {} };
  return { refused: verdict.response };
}

/** A token in another form than ours, where the upstream judges tokens itself: a host's, or one of the app's own. */
function isForUpstream(
  { request, url }: Pick<Visit, 'request' | 'url'>,
  identity: Route['identity'],
  { plan }: Services,
): boolean {
  if (plan.unknown === 'refuse' || (identity !== 'jwt' && identity !== 'context')) return false;
  const { authorization = '' } = request.headers;
  const isOther = authorization !== '' && !/^(?:bearer|dpop) /i.test(authorization);
  return isOther || /[?&]jwt=/.test(url);
}

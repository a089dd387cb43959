import { HOST_TOKEN_PARAMETER } from '@authbeat/core';
import { withoutCredentials } from '@authbeat/server';
import { sendResponse } from '@authbeat/server/node';
import { identify, type Admitted } from '../identity/identify.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import type { Route } from '../routes/route.ts';
import { asItCame, pass, passPage } from './pass.ts';
import type { Services, Visit } from './visit.ts';

/** A token with fewer seconds left is replaced by a new one, because the upstream may know no leeway and no other clock. */
const LEAST_LIFE = 2;

/** A page that a host frames: a live load passes as it came, an expired one heals, a healed one gets a fresh token. */
export async function openPage(visit: Visit, { identity = 'jwt' }: Route, services: Services): Promise<void> {
  const verdict = await services.guards.page(visit.readable);
  if (verdict.admitted && verdict.token) {
    const admitted = { principal: verdict.principal, token: verdict.token };
    const outgoing =
      identity === 'jwt' || identity === 'context'
        ? hostRequest(visit, admitted, services)
        : await identify(visit.request, visit.url, admitted, identity, services.identity);
    await passPage(visit, outgoing, services, verdict.headers);
  } else if (!verdict.admitted && verdict.foreign === true && services.plan.unknown === 'pass') {
    await pass(visit, asItCame(visit, services), services);
  } else if (!verdict.admitted) sendResponse(visit.response, verdict.response);
}

/**
 * The page load as the host would have made it, or the app's own link. After a rotation, the upstream knows the new
 * secret only.
 */
function hostRequest(visit: Visit, { principal, token }: Admitted, services: Services): UpstreamRequest {
  const asCame = asItCame(visit, services);
  const { authbeat, qshOrder: order, now } = services.identity;
  const cameSo = principal.kind === 'iframe' || principal.kind === 'link';
  const isLive = token.expiresAt - LEAST_LIFE > now() / 1000;
  if (cameSo && isLive && token.isCurrent) return asCame;
  const url = withoutCredentials(visit.url);
  // A host binds the token of a page to GET, whatever the method of a later request for it is.
  const jwt = authbeat.mintUpstreamToken(token, { request: { method: 'GET', url }, order });
  const joiner = url.includes('?') ? '&' : '?';
  return { ...asCame, path: `${url}${joiner}${HOST_TOKEN_PARAMETER}=${jwt}` };
}

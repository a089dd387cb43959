import { isBridgeBehaviour } from '../bridge.ts';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

/** Signs a user in (`account`), or out (`account: null`). */
export function changeSession({ site }: SiteRequest, { account }: RequestFields): HostResponse {
  const user = site.users.find(({ accountId }) => accountId === account);
  if (user) site.signIn(user.accountId);
  else if (account === null) site.signOut();
  else return refusal(400, 'account_unknown', 'The site has no such account.');
  return json({});
}

/** Changes how `AP.context.getToken()` behaves. */
export function changeBehaviour({ runtime }: SiteRequest, { behaviour }: RequestFields): HostResponse {
  if (!isBridgeBehaviour(behaviour))
    return refusal(400, 'behaviour_unknown', 'The bridge has no such behaviour.');
  runtime.bridge.behaviour = behaviour;
  return json({});
}

/** Says who is signed in. */
export function describeUser({ site }: SiteRequest): HostResponse {
  return json({ account: site.signedIn?.accountId ?? null });
}

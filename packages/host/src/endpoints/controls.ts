import { isBridgeBehaviour } from '../bridge.ts';
import { json, refusal, type Reply } from '../http/reply.ts';
import type { SiteRequest } from '../http/route.ts';

type Body = Readonly<Record<string, unknown>>;

/** Signs somebody in (`account`), or out (`account: null`). */
export function changeSession({ site }: SiteRequest, { account }: Body): Reply {
  const user = site.users.find(({ accountId }) => accountId === account);
  if (user) site.signIn(user.accountId);
  else if (account === null) site.signOut();
  else return refusal(400, 'account_unknown', 'The site has no such account.');
  return json({});
}

/** Switches how `AP.context.getToken()` behaves. */
export function changeBehaviour({ world }: SiteRequest, { behaviour }: Body): Reply {
  if (!isBridgeBehaviour(behaviour))
    return refusal(400, 'behaviour_unknown', 'The bridge has no such behaviour.');
  world.bridge.behaviour = behaviour;
  return json({});
}

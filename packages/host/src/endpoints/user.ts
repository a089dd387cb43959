import { json, type HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';

/** Says who is signed in. */
export function describeUser({ site }: SiteRequest): HostResponse {
  return json({ account: site.signedIn?.accountId ?? null });
}

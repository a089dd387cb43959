import { requestHeaders, responseHeaders, setHeaders } from '../proxy/headers.ts';
import { relay } from '../proxy/relay.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import { withoutOwnCookies } from '../identity/identify.ts';
import type { Services, Visit } from './visit.ts';

/** The request as it came, for the upstream to judge. */
export function asItCame(
  { request, url }: Pick<Visit, 'request' | 'url'>,
  { identity }: Services,
): UpstreamRequest {
  const headers = withoutOwnCookies(requestHeaders(request, identity));
  return { method: request.method ?? '', path: url, headers };
}

/**
 * Sends a request to the upstream, and its response to the caller.
 *
 * @param guardHeaders of the verdict: headers that the upstream sets itself win
 * @throws {UpstreamError}
 */
export async function pass(
  visit: Visit,
  outgoing: UpstreamRequest,
  services: Services,
  guardHeaders: Readonly<Record<string, string>> = {},
): Promise<void> {
  const headers = setHeaders(outgoing.headers, services.constantHeaders);
  const response = await services.upstream.send({ ...outgoing, headers }, visit.request, visit.signal);
  relay(response, visit.response, responseHeaders(response.rawHeaders, guardHeaders));
}

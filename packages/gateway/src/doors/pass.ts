import { injectScript, requestWholePage } from '../injection/inject.ts';
import { requestHeaders, responseHeaders } from '../proxy/headers.ts';
import { relay } from '../proxy/relay.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import { withoutOwnTokens } from '../identity/identify.ts';
import { send } from './send.ts';
import type { Services, Visit } from './visit.ts';

/** The request as it came, for the upstream to judge. */
export function asItCame(
  { request, url }: Pick<Visit, 'request' | 'url'>,
  { identity }: Services,
): UpstreamRequest {
  const headers = withoutOwnTokens(requestHeaders(request, identity));
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
  const response = await send(visit, outgoing, services);
  relay(response, visit.response, responseHeaders(response.rawHeaders, guardHeaders));
}

/** The same for a guarded page, which gets the injected script where the configuration asks for it. */
export async function passPage(
  visit: Visit,
  outgoing: UpstreamRequest,
  services: Services,
  guardHeaders: Readonly<Record<string, string>>,
): Promise<void> {
  const { injection } = services;
  if (!injection) {
    await pass(visit, outgoing, services, guardHeaders);
    return;
  }
  const response = await send(visit, { ...outgoing, headers: requestWholePage(outgoing.headers) }, services);
  const headers = responseHeaders(response.rawHeaders, guardHeaders);
  const change = injectScript(response, headers, injection);
  relay(response, visit.response, change?.headers ?? headers, change?.changes);
}

import type { CheckContext } from '../checks/check.ts';
import type { Endpoint } from '../surface/endpoint.ts';
import type { Answered, Exchange, ProbeRequest } from './exchange.ts';
import { FORGERIES, withUrlToken, type Forgery, type Impostor, type TokenTarget } from './impostor.ts';

/** What a host sends to a webhook, as far as an app needs it to see that it is one. */
const WEBHOOK_BODY = JSON.stringify({ timestamp: 0, webhookEvent: 'jira:issue_updated' });
const JSON_TYPE = { 'content-type': 'application/json' };

/** An endpoint's request without any token. */
export function withoutToken(endpoint: Pick<Endpoint, 'method' | 'url'>, attempt = 0): ProbeRequest {
  return {
    ...plainRequest(endpoint),
    label: 'without a token',
    ...(attempt > 0 && { attempt }),
  };
}

/** An endpoint's request with a token in the `Authorization` header. */
export function withHeaderToken(
  endpoint: Pick<Endpoint, 'method' | 'url'>,
  token: string,
  label: string,
  scheme = 'JWT',
): ProbeRequest {
  const request = plainRequest(endpoint);
  return { ...request, headers: { ...request.headers, authorization: `${scheme} ${token}` }, label };
}

/** A token's target, for an endpoint. */
export function targetOf(context: CheckContext, endpoint: Pick<Endpoint, 'method' | 'url'>): TokenTarget {
  const { method, url } = endpoint;
  return { method, url, baseUrl: context.surface.descriptor.baseUrl };
}

/** An endpoint's request with an impostor's token, where the host puts it: a page's URL, or else the header. */
export function withForgery(
  context: CheckContext,
  endpoint: Endpoint,
  forgery: Forgery,
  impostor: Impostor,
  place: 'url' | 'header' = endpoint.role === 'page' ? 'url' : 'header',
): ProbeRequest {
  const token = impostor.forge(forgery, targetOf(context, endpoint));
  const label = `with ${FORGERIES[forgery]}`;
  return place === 'header'
    ? withHeaderToken(endpoint, token, label)
    : { ...plainRequest(endpoint), url: withUrlToken(endpoint.url, token), label };
}

function plainRequest({ method, url }: Pick<Endpoint, 'method' | 'url'>): Omit<ProbeRequest, 'label'> {
  return { method, url, ...(method === 'POST' && { headers: JSON_TYPE, body: WEBHOOK_BODY }) };
}

/** A POST with a JSON body. */
export function postJson(url: string, body: object, label: string, token?: string): ProbeRequest {
  const authorization = token === undefined ? {} : { authorization: `JWT ${token}` };
  return {
    method: 'POST',
    url,
    headers: { ...JSON_TYPE, ...authorization },
    body: JSON.stringify(body),
    label,
  };
}

// Too many requests, or what gateways say while the app is not there.
const UNAVAILABLE = new Set([429, 502, 503, 504]);

/** Did the app itself answer? Where it is unavailable, or says that we ask too often, nothing can be judged. */
export function isJudgeable(exchange: Exchange): exchange is Answered {
  return exchange.kind === 'answered' && !UNAVAILABLE.has(exchange.status);
}

/** Why an exchange cannot be judged. */
export function whyUnanswered(exchange: Exchange): string {
  return exchange.kind === 'unanswered'
    ? exchange.reason
    : `The app is not available, or wants fewer requests (${exchange.status}); see --concurrency.`;
}

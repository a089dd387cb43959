import type { CheckContext } from './context.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { Responded, Probe, ProbeRequest } from '../probes/probe.ts';
import {
  FORGERIES,
  withUrlToken,
  type Forgery,
  type Impostor,
  type TokenTarget,
} from '../tenants/impostor.ts';

/** What a host sends to a webhook, as far as an app needs it to see that it is one. */
const WEBHOOK_BODY = JSON.stringify({ timestamp: 0, webhookEvent: 'jira:issue_updated' });
const JSON_TYPE = { 'content-type': 'application/json' };

/** An entryPoint's request without any token. */
export function withoutToken(entryPoint: Pick<EntryPoint, 'method' | 'url'>, attempt = 0): ProbeRequest {
  return {
    ...plainRequest(entryPoint),
    label: 'without a token',
    ...(attempt > 0 && { attempt }),
  };
}

/** An entryPoint's request with a token in the `Authorization` header. */
export function withHeaderToken(
  entryPoint: Pick<EntryPoint, 'method' | 'url'>,
  token: string,
  label: string,
  scheme = 'JWT',
): ProbeRequest {
  const request = plainRequest(entryPoint);
  return { ...request, headers: { ...request.headers, authorization: `${scheme} ${token}` }, label };
}

/** A token's target, for an entry point. */
export function targetOf(
  context: Pick<CheckContext, 'surface'>,
  entryPoint: Pick<EntryPoint, 'method' | 'url'>,
): TokenTarget {
  const { method, url } = entryPoint;
  return { method, url, baseUrl: context.surface.descriptor.baseUrl };
}

/** An entryPoint's request with an impostor's token, where the host puts it: a page's URL, or else the header. */
export function withForgery(
  context: CheckContext,
  entryPoint: EntryPoint,
  forgery: Forgery,
  impostor: Impostor,
  place: 'url' | 'header' = entryPoint.role === 'page' ? 'url' : 'header',
): ProbeRequest {
  const token = impostor.forge(forgery, targetOf(context, entryPoint));
  const label = `with ${FORGERIES[forgery]}`;
  return place === 'header'
    ? withHeaderToken(entryPoint, token, label)
    : { ...plainRequest(entryPoint), url: withUrlToken(entryPoint.url, token), label };
}

function plainRequest({ method, url }: Pick<EntryPoint, 'method' | 'url'>): Omit<ProbeRequest, 'label'> {
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

/** Did the app itself response? Where it is unavailable, or says that we ask too often, nothing can be judged. */
export function isJudgeable(probe: Probe): probe is Responded {
  return probe.kind === 'responded' && !UNAVAILABLE.has(probe.status);
}

/** Why a probe cannot be judged. */
export function whyInconclusive(probe: Probe): string {
  return probe.kind === 'failed'
    ? probe.reason
    : `The app is not available, or wants fewer requests (${probe.status}); see --concurrency.`;
}

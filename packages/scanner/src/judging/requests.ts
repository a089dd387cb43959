import { appendHostToken } from '@authbeat/core';
import type { Probe, ProbeRequest, Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import { FORGERIES, type Forgery, type Impostor } from '../tenants/impostor.ts';
import type { TokenTarget } from '../tenants/mint.ts';
import type { CheckContext } from './context.ts';

/** What a host sends to a webhook, as far as an app needs it to recognise one. */
const WEBHOOK_BODY = JSON.stringify({ timestamp: 0, webhookEvent: 'jira:issue_updated' });
const JSON_TYPE = { 'content-type': 'application/json' };

/** The request of an entry point without any token. */
export function withoutToken(entryPoint: Pick<EntryPoint, 'method' | 'url'>, attempt = 0): ProbeRequest {
  return {
    ...plainRequest(entryPoint),
    label: 'without a token',
    ...(attempt > 0 && { attempt }),
  };
}

/** The request of an entry point with a token in the `Authorization` header. */
export function withHeaderToken(
  entryPoint: Pick<EntryPoint, 'method' | 'url'>,
  token: string,
  label: string,
  scheme = 'JWT',
): ProbeRequest {
  const request = plainRequest(entryPoint);
  return { ...request, headers: { ...request.headers, authorization: `${scheme} ${token}` }, label };
}

/** The request of an entry point with a token in its URL. */
export function withUrlToken(
  entryPoint: Pick<EntryPoint, 'method' | 'url'>,
  token: string,
  label: string,
): ProbeRequest {
  return { ...plainRequest(entryPoint), url: appendHostToken(entryPoint.url, token), label };
}

/** The request that a token for an entry point is minted for. */
export function targetOf(
  context: Pick<CheckContext, 'surface'>,
  entryPoint: Pick<EntryPoint, 'method' | 'url'>,
): TokenTarget {
  const { method, url } = entryPoint;
  return { method, url, baseUrl: context.surface.descriptor.baseUrl };
}

/** A request with an impostor's token, where the host puts it: in the URL of a page, else in the header. */
export function withForgery(
  context: CheckContext,
  entryPoint: EntryPoint,
  forgery: Forgery,
  impostor: Impostor,
  place: 'url' | 'header' = entryPoint.role === 'page' ? 'url' : 'header',
): ProbeRequest {
  const token = impostor.forge(forgery, targetOf(context, entryPoint));
  const put = place === 'header' ? withHeaderToken : withUrlToken;
  return put(entryPoint, token, `with ${FORGERIES[forgery]}`);
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

// What gateways respond with while the app is not available.
const UNAVAILABLE = new Set([502, 503, 504]);
const TOO_MANY_REQUESTS = 429;

/** Did the app itself respond? If it is unavailable or limits requests, nothing can be judged. */
export function isJudgeable(probe: Probe): probe is Responded {
  return probe.kind === 'responded' && probe.status !== TOO_MANY_REQUESTS && !UNAVAILABLE.has(probe.status);
}

/** Did the app respond with something other than an error of its own? An error is neither a success nor a refusal. */
export function isConclusive(probe: Probe): probe is Responded {
  return isJudgeable(probe) && probe.status < 500;
}

/** Why a probe that should show a refusal shows none: no response, or an error in place of one. */
export function whyInconclusive(probe: Probe): string {
  if (probe.kind === 'failed') return probe.reason;
  const { status } = probe;
  if (status === TOO_MANY_REQUESTS) return 'The app limits the requests (429); try a lower --concurrency.';
  return UNAVAILABLE.has(status)
    ? `The app is not available (${status}).`
    : `The app responds with an error of its own (${status}).`;
}

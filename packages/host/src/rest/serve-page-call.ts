import { refusal, json, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';
import { CallRefusal } from './refusal.ts';
import { parseJson } from '@authbeat/core';
import { isRestPath, respond } from './serve-call.ts';

/** Serves `AP.request`: a call of the REST API as the user who is signed in, with the scopes of the app. */
export function requestAsUser(siteRequest: SiteRequest, fields: RequestFields): HostResponse {
  const { site, url: pageUrl } = siteRequest;
  const { app, method, url: target, body, contentType } = fields;
  const installation = site.installation(String(app));
  if (installation?.state !== 'enabled') return refusal(404, 'app_unknown', 'No such app is installed.');
  const url = new URL(String(target), pageUrl);
  const call = {
    method: String(method),
    url,
    body: typeof body === 'string' ? parseJson(body) : undefined,
    mediaType: String(contentType),
  };
  const {
    status,
    headers,
    body: text,
  } = respond(siteRequest, call, () => {
    const user = site.signedIn;
    if (!user) throw new CallRefusal(401, 'No user is signed in to the host.');
    if (!isRestPath(url.pathname))
      throw new CallRefusal(404, `The local host has no REST API at ${url.pathname}.`);
    return { installation, user, scopes: installation.descriptor.scopes };
  });
  return json({ status, headers, body: text.toString() });
}

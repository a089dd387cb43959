import { parseJson } from '@authbeat/core';
import { connectScopesOf } from '../forge/access-tokens.ts';
import { refusal, json, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';
import type { Caller } from './caller.ts';
import { CallRefusal } from './refusal.ts';
import { isRestPath, respond } from './serve-call.ts';

/** Serves `AP.request`: a call of the REST API as the user who is signed in, with the scopes of the app. */
export async function requestAsUser(siteRequest: SiteRequest, fields: RequestFields): Promise<HostResponse> {
  const installation = siteRequest.site.installation(String(fields['app']));
  if (installation?.state !== 'enabled') return refusal(404, 'app_unknown', 'No such app is installed.');
  const { descriptor } = installation;
  return respondToPage(siteRequest, fields, { app: descriptor, scopes: descriptor.scopes });
}

/** Serves `requestJira()` and `requestConfluence()` of a Forge app, in the same way. */
export async function requestAsForgeUser(
  siteRequest: SiteRequest,
  fields: RequestFields,
): Promise<HostResponse> {
  const installation = siteRequest.site.forgeInstallation(String(fields['app']));
  if (!installation) return refusal(404, 'app_unknown', 'No such Forge app is installed.');
  const { appId, permissions } = installation.manifest;
  const caller = { app: { key: appId, name: appId }, scopes: connectScopesOf(permissions.scopes) };
  return respondToPage(siteRequest, fields, caller);
}

async function respondToPage(
  siteRequest: SiteRequest,
  { method, url: target, body, contentType }: RequestFields,
  caller: Caller,
): Promise<HostResponse> {
  const { site, url: pageUrl } = siteRequest;
  const url = new URL(String(target), pageUrl);
  const call = {
    method: String(method),
    url,
    body: typeof body === 'string' ? parseJson(body) : undefined,
    mediaType: String(contentType),
  };
  const response = await respond(siteRequest, call, () => {
    const user = site.signedIn;
    if (!user) throw new CallRefusal(401, 'No user is signed in to the host.');
    if (!isRestPath(url.pathname))
      throw new CallRefusal(404, `The local host has no REST API at ${url.pathname}.`);
    return { ...caller, user };
  });
  const { status, headers, body: text } = response;
  return json({ status, headers, body: text.toString() });
}

import type { IncomingMessage } from 'node:http';
import { TokenError } from '@authbeat/core';
import { connectScopesOf, verifyAccessToken } from '../forge/access-tokens.ts';
import { appUuid } from '../forge/identity.ts';
import type { HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';
import type { Caller } from './caller.ts';
import { CallRefusal } from './refusal.ts';
import { isRestPath, serveCall } from './serve-call.ts';

/** Serves a call of a Forge app's remote, with a token that came by `x-forge-oauth-system` or `x-forge-oauth-user`. */
export async function serveForgeCall(
  siteRequest: SiteRequest,
  request: IncomingMessage,
  path: string,
): Promise<HostResponse | undefined> {
  if (!isRestPath(path)) return undefined;
  const url = new URL(siteRequest.url);
  url.pathname = path;
  return serveCall({ ...siteRequest, url }, request, identifyForgeCaller);
}

async function identifyForgeCaller(
  authorization: string | undefined,
  _: unknown,
  { runtime, site }: SiteRequest,
): Promise<Caller> {
  const [, token] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new CallRefusal(401, 'The request has no `Authorization: Bearer …`.');
  const grant = await verifyAccessToken(runtime, site, token).catch((error: unknown) => {
    if (error instanceof TokenError) throw new CallRefusal(401, error.message);
    throw error;
  });
  const installation = grant && site.forgeInstallation(appUuid(grant.appId));
  if (!installation)
    throw new CallRefusal(401, 'The access token is of another site, or of an app that was uninstalled.');
  const { appId, permissions } = installation.manifest;
  const user = site.users.find(({ accountId }) => accountId === grant.subject);
  return {
    app: { key: appId, name: appId },
    ...(user && { user }),
    scopes: connectScopesOf(permissions.scopes),
  };
}

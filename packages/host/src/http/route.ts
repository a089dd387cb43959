import type { IncomingMessage } from 'node:http';
import { serveKey } from '../endpoints/keys.ts';
import { recordFrame, refreshUrl } from '../endpoints/frames.ts';
import { answerToken } from '../endpoints/token.ts';
import { changeBehaviour, changeSession } from '../endpoints/controls.ts';
import { streamTimeline } from '../endpoints/timeline.ts';
import { renderDashboard } from '../pages/dashboard.ts';
import { renderIssuePage } from '../pages/issue.ts';
import { renderModulePage } from '../pages/module.ts';
import { renderNotFound } from '../pages/not-found.ts';
import type { Site } from '../site/site.ts';
import type { World } from '../world.ts';
import { serveAsset } from './assets.ts';
import { isSameOrigin, readAuthority } from './check-origin.ts';
import { readJsonBody } from './read-body.ts';
import { html, refusal, text, type Reply } from './reply.ts';

/** What the pages and endpoints of a site are given. */
export interface SiteRequest {
  readonly world: World;
  readonly site: Site;
  readonly url: URL;
}

type Endpoint = (request: SiteRequest, body: Readonly<Record<string, unknown>>) => Reply | Promise<Reply>;

/** What only a site's own pages may call. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/host/token', answerToken],
  ['/host/url', refreshUrl],
  ['/host/frame', recordFrame],
  ['/host/session', changeSession],
  ['/host/behaviour', changeBehaviour],
]);

/** What a host knows when a request comes in. */
export interface Routing {
  readonly world: World;
  readonly sites: ReadonlyMap<string, Site>;
  readonly port: number;
  readonly homeUrl: string;
}

/** Decides who answers a request. */
export async function route(routing: Routing, request: IncomingMessage): Promise<Reply> {
  const authority = readAuthority(request.headers.host, routing.port);
  const site = authority?.kind === 'site' ? routing.sites.get(authority.name) : undefined;
  if (!authority || (authority.kind === 'site' && !site))
    return refusal(421, 'host_unknown', 'This host has no site of that name.');
  if (!request.url?.startsWith('/')) return refusal(400, 'request_malformed', 'Ask for a path.');
  // Appended, not resolved: `//name` is a path here, and no other host.
  const url = new URL(routing.homeUrl + request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const shared = isRead
    ? (serveKey(routing.world, url.pathname) ?? (await serveAsset(url.pathname)))
    : undefined;
  if (shared) return shared;
  if (!site) return routeLoopback(routing.homeUrl, url.pathname);
  const siteRequest = { world: routing.world, site, url };
  const endpoint = ENDPOINTS.get(url.pathname);
  if (endpoint) return callEndpoint(endpoint, siteRequest, request);
  if (!isRead) return methodNotAllowed('GET, HEAD');
  return url.pathname === '/host/timeline'
    ? routeTimeline(siteRequest, request)
    : routePage(siteRequest, url.pathname);
}

function routeLoopback(homeUrl: string, path: string): Reply {
  return path === '/'
    ? { ...text(homeUrl, 302), headers: { location: homeUrl } }
    : refusal(404, 'not_found', 'Only the key server and the bridge are served here.');
}

async function callEndpoint(
  endpoint: Endpoint,
  siteRequest: SiteRequest,
  request: IncomingMessage,
): Promise<Reply> {
  if (request.method !== 'POST') return methodNotAllowed('POST');
  if (!isSameOrigin(request.headers, siteRequest.site.url)) return crossOrigin();
  const body = await readJsonBody(request);
  return body
    ? endpoint(siteRequest, body)
    : refusal(400, 'request_malformed', 'Send a JSON object of at most 16 KB.');
}

function routeTimeline(siteRequest: SiteRequest, request: IncomingMessage): Reply {
  return isSameOrigin(request.headers, siteRequest.site.url) ? streamTimeline(siteRequest) : crossOrigin();
}

function routePage(request: SiteRequest, path: string): Reply {
  const [, issueKey] = /^\/browse\/([\w-]{1,40})$/.exec(path) ?? [];
  const [, appKey, moduleKey] = /^\/plugins\/servlet\/ac\/([\w.-]{1,80})\/([^/]{1,200})$/.exec(path) ?? [];
  const page =
    path === '/'
      ? renderDashboard(request)
      : issueKey !== undefined
        ? renderIssuePage(request, issueKey)
        : appKey !== undefined && moduleKey !== undefined
          ? renderModulePage(request, appKey, moduleKey)
          : undefined;
  return page === undefined ? html(renderNotFound(request), 404) : html(page);
}

function methodNotAllowed(allow: string): Reply {
  const reply = refusal(405, 'method_not_allowed', `Use ${allow}.`);
  return { ...reply, headers: { ...reply.headers, allow } };
}

function crossOrigin(): Reply {
  return refusal(403, 'cross_origin', "Only the host's own pages may call this.");
}

import type { IncomingMessage } from 'node:http';
import { FORGE_ENDPOINTS } from './endpoints/forge.ts';
import { serveKey, serveKeySet } from './endpoints/keys.ts';
import { changeFaults, listFaults, startFaultsOfUrl } from './endpoints/faults.ts';
import { recordFrame, refreshUrl } from './endpoints/frames.ts';
import { issueContextToken } from './endpoints/token.ts';
import { describeUser } from './endpoints/user.ts';
import { recordReason } from './endpoints/reasons.ts';
import { describeEventById, exportTimeline, streamTimeline } from './endpoints/timeline.ts';
import { createIssue, readIssue } from './endpoints/issues.ts';
import { readMacro, saveMacro } from './endpoints/macros.ts';
import { serveStaticMacro } from './endpoints/static-macro.ts';
import { servePage } from './pages/serve-page.ts';
import type { RequestFields, SiteRequest } from './site/site-request.ts';
import type { Site } from './site/site.ts';
import { cloudIdOf } from './forge/identity.ts';
import type { ForgeInstallation } from './forge/forge-installation.ts';
import { serveResource } from './forge/serve-resource.ts';
import type { Faults } from './faults/faults.ts';
import type { HostRuntime } from './runtime.ts';
import { isRestPath, serveCall } from './rest/serve-call.ts';
import { serveForgeCall } from './rest/serve-forge-call.ts';
import { requestAsForgeUser, requestAsUser } from './rest/serve-page-call.ts';
import { serveToken } from './rest/token-endpoint.ts';
import { serveAsset } from './http/assets.ts';
import { serveBrowserClock } from './http/browser-clock.ts';
import { isSameOrigin, readAuthority } from './http/check-origin.ts';
import { readJsonBody } from './http/read-body.ts';
import { refusal, text, type HostResponse } from './http/response.ts';

type Endpoint = (request: SiteRequest, fields: RequestFields) => HostResponse | Promise<HostResponse>;

/** Only pages of the same site may call these. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['/host/token', issueContextToken],
  ['/host/url', refreshUrl],
  ['/host/frame', recordFrame],
  ['/host/event', describeEventById],
  ['/host/fault', changeFaults],
  ['/host/faults', listFaults],
  ['/host/request', requestAsUser],
  ['/host/user', describeUser],
  ['/host/forge/product', requestAsForgeUser],
  ...FORGE_ENDPOINTS,
  ['/host/issue', readIssue],
  ['/host/new-issue', createIssue],
  ['/host/macro', readMacro],
  ['/host/saved-macro', saveMacro],
]);

/** Only pages of the same site may read these. */
const TIMELINE: ReadonlyMap<string, (request: SiteRequest) => HostResponse> = new Map([
  ['/host/timeline', streamTimeline],
  ['/host/timeline.json', exportTimeline],
  ['/host/timeline.har', exportTimeline],
]);

/** What routing depends on. */
export interface Routing {
  readonly runtime: HostRuntime;
  readonly sites: ReadonlyMap<string, Site>;
  readonly faults: Faults;
  readonly port: number;
  readonly homeUrl: string;
  readonly authorizationServerUrl: string;
}

/** Routes a request to a page, an endpoint or a file. */
export async function route(routing: Routing, request: IncomingMessage): Promise<HostResponse> {
  const authority = readAuthority(request.headers.host, routing.port);
  const app = authority?.kind === 'site' ? installationsAt(routing, authority.name) : [];
  if (isSome(app)) return routeResource(app, request);
  const site = authority?.kind === 'site' ? routing.sites.get(authority.name) : undefined;
  if (!authority || (authority.kind === 'site' && !site))
    return refusal(421, 'host_unknown', 'The local host has no site with that name.');
  if (!request.url?.startsWith('/'))
    return refusal(400, 'request_malformed', 'The request target must be a path.');
  // Appended, not resolved: `//name` is a path here, not the name of another host.
  const url = new URL(routing.homeUrl + request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const shared = isRead
    ? (serveKey(routing.runtime, url.pathname) ??
      serveKeySet(routing.runtime, url.pathname) ??
      (await serveFile(routing, assetPath(url.pathname))))
    : undefined;
  if (shared) return shared;
  if (!site)
    return (await routeForgeCall(routing, request, url)) ?? routeLoopback(routing, request, url.pathname);
  const siteRequest = { runtime: routing.runtime, faults: routing.faults, site, url };
  if (isRestPath(url.pathname)) return serveCall(siteRequest, request);
  const endpoint = ENDPOINTS.get(url.pathname);
  if (endpoint) return callEndpoint(endpoint, siteRequest, request);
  if (!isRead) return methodNotAllowed('GET, HEAD');
  const timeline = TIMELINE.get(url.pathname);
  if (timeline) return isOwn(siteRequest, request) ? timeline(siteRequest) : crossOrigin();
  if (url.pathname.startsWith('/host/static-macro/')) return routeStaticMacro(siteRequest, request);
  return (await startFaultsOfUrl(siteRequest, request)) ?? servePage(siteRequest);
}

/** The installations of the Forge app whose files have that name. */
function installationsAt({ sites, port }: Routing, name: string): readonly ForgeInstallation[] {
  const origin = `http://${name}.localhost:${port}`;
  return [...sites.values()].flatMap((site) =>
    site.forgeInstallations.filter((installation) => installation.origin === origin),
  );
}

function isSome<Value>(values: readonly Value[]): values is readonly [Value, ...Value[]] {
  return values.length > 0;
}

async function routeResource(
  app: readonly [ForgeInstallation, ...ForgeInstallation[]],
  { method, url = '' }: IncomingMessage,
): Promise<HostResponse> {
  return method === 'GET' || method === 'HEAD' ? serveResource(app, url) : methodNotAllowed('GET, HEAD');
}

async function serveFile({ runtime }: Routing, path: string): Promise<HostResponse | undefined> {
  return (await serveBrowserClock(path, runtime.faultState.browserClock)) ?? serveAsset(path);
}

/** The REST API for the remotes of Forge apps: `/ex/jira/<cloudId>/rest/…`, as at api.atlassian.com. */
async function routeForgeCall(
  { runtime, faults, sites }: Routing,
  request: IncomingMessage,
  url: URL,
): Promise<HostResponse | undefined> {
  const [, cloudId, path] = /^\/ex\/(?:jira|confluence)\/([\w-]{1,40})(\/.*)$/.exec(url.pathname) ?? [];
  const site = [...sites.values()].find((each) => cloudIdOf(each) === cloudId);
  return site && path !== undefined
    ? serveForgeCall({ runtime, faults, site, url }, request, path)
    : undefined;
}

/** Confluence has the bridge below its own path as well. */
function assetPath(path: string): string {
  return path.replace(/^\/wiki(?=\/atlassian-connect\/)/, '');
}

async function routeLoopback(
  { homeUrl, authorizationServerUrl, runtime, sites }: Routing,
  request: IncomingMessage,
  path: string,
): Promise<HostResponse> {
  if (path === '/oauth2/token')
    return request.method === 'POST'
      ? serveToken({ runtime, sites, url: authorizationServerUrl }, request)
      : methodNotAllowed('POST');
  if (path === '/reasons')
    return request.method === 'POST' ? recordReason(runtime, request) : methodNotAllowed('POST');
  return path === '/'
    ? { ...text(homeUrl, 302), headers: { location: homeUrl } }
    : refusal(
        404,
        'not_found',
        'Only the key server, the authorization server and the bridge have this address.',
      );
}

async function callEndpoint(
  endpoint: Endpoint,
  siteRequest: SiteRequest,
  request: IncomingMessage,
): Promise<HostResponse> {
  if (request.method !== 'POST') return methodNotAllowed('POST');
  if (!isOwn(siteRequest, request)) return crossOrigin();
  const body = await readJsonBody(request);
  return body
    ? endpoint(siteRequest, body)
    : refusal(400, 'request_malformed', 'Send a JSON object of at most 16 KB.');
}

function isOwn({ site }: SiteRequest, { headers }: IncomingMessage): boolean {
  return isSameOrigin(headers, site.origin);
}

async function routeStaticMacro(siteRequest: SiteRequest, request: IncomingMessage): Promise<HostResponse> {
  return isOwn(siteRequest, request) ? serveStaticMacro(siteRequest) : crossOrigin();
}

function methodNotAllowed(allow: string): HostResponse {
  const response = refusal(405, 'method_not_allowed', `Use ${allow}.`);
  return { ...response, headers: { ...response.headers, allow } };
}

function crossOrigin(): HostResponse {
  return refusal(403, 'cross_origin', 'Only the pages of the local host may call this.');
}

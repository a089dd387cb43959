import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ENDPOINT_PATHS, LIFECYCLE_EVENTS } from '@authbeat/core';
import type { AuthbeatRequest, AuthbeatResponse } from '@authbeat/server';
import { readNodeRequest, refuseUpgrade, sendResponse } from '@authbeat/server/node';
import { callApi, decideApi, type ApiDecision, type UpgradeVisit } from './doors/api.ts';
import { forwardLifecycle } from './doors/lifecycle.ts';
import { carriesMintedToken } from './doors/minted.ts';
import { passPublic, passUnnamed } from './doors/others.ts';
import { openPage } from './doors/page.ts';
import { asItCame } from './doors/pass.ts';
import type { Door, Services, Visit } from './doors/visit.ts';
import { passWebhook } from './doors/webhook.ts';
import { injectedScript } from './injection/inject.ts';
import { callerAddress } from './proxy/forwarded.ts';
import { setHeaders } from './proxy/headers.ts';
import { tunnel } from './proxy/tunnel.ts';
import { hasBody } from './proxy/upstream.ts';
import {
  AMBIGUOUS,
  CODING_REFUSED,
  failure,
  jsonResponse,
  MINTED,
  TRACE_REFUSED,
  UNNAMED,
  UPGRADE_REFUSED,
} from './responses.ts';
import { isAmbiguousPath } from './routes/ambiguous.ts';
import type { Route, RouteDoor } from './routes/route.ts';

const DOORS: Readonly<Record<RouteDoor, Door>> = {
  page: openPage,
  api: callApi,
  webhook: passWebhook,
  lifecycle: forwardLifecycle,
  shell: passPublic,
  public: passPublic,
};

/** How long to wait for a body that is not for the app alone. */
const BODY_TIMEOUT_MS = 30_000;

/** Serves one request. Never rejects. */
export async function serveRequest(
  request: IncomingMessage,
  response: ServerResponse,
  services: Services,
): Promise<void> {
  const gone = new AbortController();
  const readable = readRequest(request, services);
  const route = findRoute(readable, services);
  const trace = services.telemetry(request, route);
  response.once('close', () => {
    // To abort makes an error with a stack, which costs as much as the rest of a small request.
    if (!response.writableFinished || !request.complete) gone.abort();
    // A browser reads the response when it has sent all of the body. The upstream wants no more of it.
    if (response.writableFinished && !request.complete) request.unpipe().resume();
    if (!response.headersSent) trace.mark('aborted');
    trace.end(response.headersSent ? response.statusCode : undefined);
  });
  const visit: Visit = { request, response, readable, url: request.url ?? '', signal: gone.signal, trace };
  try {
    await trace.run(() => respond(visit, route, services));
  } catch (error) {
    if (gone.signal.aborted) return;
    trace.mark('failed');
    services.onFailure(error);
    if (response.headersSent) response.destroy();
    else sendResponse(response, failure(error));
  }
}

async function respond(visit: Visit, route: Route | undefined, services: Services): Promise<void> {
  const own = await respondItself(visit.readable, route, services);
  if (own) sendResponse(visit.response, own);
  else if (route) await DOORS[route.door](visit, route, services);
  else await passUnnamed(visit, services);
}

/** Serves the upgrade of an API to a WebSocket. Never rejects. */
export async function serveUpgrade(
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  services: Services,
): Promise<void> {
  const readable = readRequest(request, services);
  const route = findRoute(readable, services);
  const trace = services.telemetry(request, route);
  // Node no longer listens for errors: without a listener, a caller who resets the connection ends the process.
  socket.on('error', () => socket.destroy()).once('close', () => trace.end());
  const fail = (error: unknown): void => {
    trace.mark('failed');
    services.onFailure(error);
    if (socket.writable) refuseUpgrade(socket, failure(error));
  };
  try {
    const visit = { request, readable, url: request.url ?? '' };
    const decision = await trace.run(() => decideUpgrade(visit, route, services));
    if ('refused' in decision) refuseUpgrade(socket, decision.refused);
    else {
      trace.mark('forwarded');
      const headers = setHeaders(decision.outgoing.headers, services.constantHeaders);
      tunnel({ ...decision.outgoing, headers }, { socket, head }, services.upstream, fail);
    }
  } catch (error) {
    fail(error);
  }
}

async function decideUpgrade(
  visit: UpgradeVisit,
  route: Route | undefined,
  services: Services,
): Promise<ApiDecision> {
  if (!isHandshake(visit.request)) return { refused: UPGRADE_REFUSED };
  const own = await respondItself(visit.readable, route, services);
  if (own) return { refused: own };
  if (route?.door === 'api') return decideApi(visit, route, services);
  if (route?.door === 'public' || services.plan.unknown === 'pass')
    return { outgoing: asItCame(visit, services), headers: {} };
  return { refused: UNNAMED };
}

/** A request as guards and endpoints read it. Its caller is gone when they wait too long for its body. */
function readRequest(request: IncomingMessage, { identity }: Services): AuthbeatRequest {
  const readable = readNodeRequest(request, undefined, { ip: callerAddress(request, identity) });
  const read = readable.body.bind(readable);
  readable.body = async (limit) => {
    const timer = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS);
    return read(limit).finally(() => clearTimeout(timer));
  };
  return readable;
}

/**
 * Does a request open a WebSocket? One with a body does not: Node hands the body over as what follows the handshake, and
 * the upstream would wait for it, at the cost of the next request on its connection.
 *
 * @see RFC 6455, section 4.1
 */
function isHandshake(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' && request.headers.upgrade?.toLowerCase() === 'websocket' && !hasBody(request)
  );
}

function findRoute({ method, url }: AuthbeatRequest, { plan }: Services): Route | undefined {
  return plan.find(method, pathOf(url));
}

/** The response that needs no upstream: of Authbeat's endpoints, or to a request that is refused whatever its route. */
async function respondItself(
  request: AuthbeatRequest,
  route: Route | undefined,
  { authbeat, mountPath, identity, injection, plan }: Services,
): Promise<AuthbeatResponse | undefined> {
  const path = pathOf(request.url);
  if (request.method === 'TRACE') return TRACE_REFUSED;
  if ((request.header('transfer-encoding') ?? 'chunked').toLowerCase() !== 'chunked') return CODING_REFUSED;
  if (route?.door !== 'lifecycle') {
    if (path.startsWith(`${mountPath}/`)) {
      const endpoint = path.slice(mountPath.length);
      // The app has its own lifecycle paths: a call to ours would not reach the upstream.
      if (LIFECYCLE_EVENTS.some((event) => endpoint === ENDPOINT_PATHS[event])) return NOT_FOUND;
      if (endpoint === '/jwks.json') return jsonResponse(200, await identity.assertions.keySet(), CACHED);
      if (endpoint === '/inject.js' && injection) return injectedScript();
    }
    const own = await authbeat.handle(request);
    if (own) return own;
  }
  if (isAmbiguousPath(path) || plan.passesBy(route, request.method, path)) return AMBIGUOUS;
  return carriesMintedToken(request) ? MINTED : undefined;
}

const CACHED = { 'cache-control': 'public, max-age=300' };
const NOT_FOUND = jsonResponse(404, {
  error: 'invalid_request',
  error_description: 'Lifecycle calls go to the paths that the descriptor names.',
  code: 'not_found',
});

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}

import type { IncomingMessage } from 'node:http';
import type { LifecycleCall } from '@authbeat/server';
import { sendResponse } from '@authbeat/server/node';
import { filterHeaders, responseHeaders, setHeaders } from '../proxy/headers.ts';
import { relay } from '../proxy/relay.ts';
import type { Route } from '../routes/route.ts';
import { asItCame } from './pass.ts';
import { send } from './send.ts';
import type { Services, Visit } from './visit.ts';

/** The largest body of a lifecycle call, in bytes. */
const BODY_LIMIT = 65_536;

/**
 * A lifecycle call: verified, forwarded with its bytes, and kept. An install counts only if the upstream accepts it, an
 * end of access at once.
 */
export async function forwardLifecycle(visit: Visit, { event }: Route, services: Services): Promise<void> {
  if (event === undefined) throw new TypeError('A lifecycle route has an event.');
  const verdict = await services.guards.lifecycle[event](visit.readable);
  if (!verdict.admitted) {
    const passes = verdict.foreign === true && services.plan.unknown === 'pass' && event.endsWith('abled');
    if (passes && visit.readable.header('authorization') !== undefined) await passRead(visit, services);
    else sendResponse(visit.response, verdict.response);
  } else if (event === 'installed') await install(visit, verdict.call, services);
  else await keepFirst(visit, verdict.call, services);
}

async function install(visit: Visit, call: LifecycleCall, services: Services): Promise<void> {
  const own = await call.prepare();
  if (own) {
    sendResponse(visit.response, own);
    return;
  }
  // If this rejects, the upstream may have the secret or not. The pending one verifies until the host calls again.
  const response = await sendCall(visit, services);
  const status = response.statusCode ?? 502;
  const kept = status >= 200 && status < 300 ? await call.commit() : undefined;
  if (kept === undefined) await call.abandon();
  if (kept && kept.status !== 204) {
    response.destroy();
    sendResponse(visit.response, kept);
  } else relay(response, visit.response, responseHeaders(response.rawHeaders, {}));
}

async function keepFirst(visit: Visit, call: LifecycleCall, services: Services): Promise<void> {
  const kept = await call.commit();
  if (kept.status === 204) await passRead(visit, services);
  else sendResponse(visit.response, kept);
}

async function passRead(visit: Visit, services: Services): Promise<void> {
  const response = await sendCall(visit, services);
  relay(response, visit.response, responseHeaders(response.rawHeaders, {}));
}

/** Sends a call whose body has been read, byte for byte. */
async function sendCall(visit: Visit, services: Services): Promise<IncomingMessage> {
  const body = await visit.readable.body(BODY_LIMIT);
  if (body.state !== 'raw') throw new TypeError('The body of a verified call was read before.');
  const outgoing = asItCame(visit, services);
  const headers = setHeaders(outgoing.headers, { 'content-length': String(body.bytes.length) });
  const unchunked = filterHeaders(headers, (name) => name.toLowerCase() !== 'transfer-encoding');
  return send(visit, { ...outgoing, headers: unchunked, body: body.bytes }, services);
}

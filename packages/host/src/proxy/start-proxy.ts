import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import {
  createUpstream,
  filterHeaders,
  hopByHop,
  passHeaders,
  relay,
  relayInformation,
  tunnel,
  type Upstream,
} from '@authbeat/gateway/proxy';
import { listen, loopbackUrl } from '../http/listen.ts';
import type { HostRuntime } from '../runtime.ts';
import { recordPassage, type Passage } from './record-traffic.ts';
import { useLocalCopies } from './use-local-copies.ts';

/** Where the traffic of an app passes through. */
export interface ProxyOptions {
  /** The origin at which the app listens, such as `http://localhost:4300`. */
  readonly upstream: string;
  /** The port on 127.0.0.1, which is the one of the app's base URL. Defaults to 0: any free port. */
  readonly port?: number;
}

/** A proxy in front of an app, for the faults of its network. */
export interface AppProxy {
  /** The address for browsers and for the host. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** An hour: an app that is stopped in a debugger does not respond. */
const UPSTREAM_TIMEOUT = 3600;

/**
 * Starts a proxy that passes on what it gets, byte for byte, unless a fault is active. Pages that load Atlassian's
 * `all.js` and CSS reset from the internet get the copies of this host.
 *
 * @param hostOrigin from which pages load these copies
 * @throws {PortTakenError}
 */
export async function startProxy(
  runtime: HostRuntime,
  hostOrigin: string,
  { upstream: origin, port = 0 }: ProxyOptions,
): Promise<AppProxy> {
  const upstream = createUpstream({ upstream: origin, upstreamTimeout: UPSTREAM_TIMEOUT });
  const sockets = new Set<Duplex>();
  const server = await listen(
    port,
    (request, response) =>
      void pass(runtime, upstream, {
        request,
        response,
        hostOrigin,
        passage: recordPassage(runtime, request),
      }),
    (request, socket, head) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
      void passUpgrade(runtime, upstream, request, { socket, head });
    },
  );
  const end = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  // What is open when the network fails does not stay open.
  const unsubscribe = runtime.timeline.subscribe(({ kind }) => {
    if (kind === 'fault' && ['offline', 'reset'].includes(runtime.faultState.network)) {
      end();
      server.closeConnections();
    }
  });
  runtime.faultState.proxies += 1;
  return {
    url: loopbackUrl(server.port),
    port: server.port,
    async close() {
      runtime.faultState.proxies -= 1;
      unsubscribe();
      end();
      await server.close();
      upstream.close();
    },
  };
}

/** A request to the app, the response to it, and what records both. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly passage: Passage;
  readonly hostOrigin: string;
}

async function pass(
  runtime: HostRuntime,
  upstream: Upstream,
  { request, response, passage, hostOrigin }: Exchange,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  if (await isStopped(runtime, request.socket, gone.signal)) {
    passage.fail(0);
    return;
  }
  if (runtime.faultState.network === 'unavailable') {
    passage.fail(503);
    response.writeHead(503, { 'content-type': 'text/plain', connection: 'close' });
    response.end('The app is unavailable: a fault of the local host.\n');
    return;
  }
  try {
    const { method = 'GET', url: path = '/' } = request;
    passage.follow();
    const incoming = await upstream.send(
      { method, path, headers: passHeaders(request) },
      {
        incoming: request,
        signal: gone.signal,
        onInformation: (information) => relayInformation(information, response),
      },
    );
    const isHop = hopByHop(incoming.rawHeaders);
    passage.complete(incoming);
    const kept = filterHeaders(incoming.rawHeaders, (name) => !isHop(name));
    const { headers, changes } = useLocalCopies(incoming, kept, method, hostOrigin);
    relay(incoming, response, headers, changes);
  } catch {
    passage.fail(0);
    // As when the app is asked directly: nothing listens there.
    response.destroy();
  }
}

async function passUpgrade(
  runtime: HostRuntime,
  upstream: Upstream,
  request: IncomingMessage,
  upgrade: { readonly socket: Duplex; readonly head: Buffer },
): Promise<void> {
  const { socket } = upgrade;
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  if (await isStopped(runtime, request.socket, gone.signal)) return;
  if (runtime.faultState.network === 'unavailable') {
    socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
    return;
  }
  const outgoing = { method: 'GET', path: request.url ?? '/', headers: passHeaders(request) };
  tunnel(outgoing, upgrade, upstream, () => socket.destroy());
}

/** Waits where the network is slow. Closes the connection where it fails, and says so. */
async function isStopped({ faultState }: HostRuntime, socket: Socket, signal: AbortSignal): Promise<boolean> {
  if (faultState.network === 'slow')
    await wait(faultState.networkDelayMs, undefined, { signal }).catch(() => undefined);
  if (faultState.network === 'offline') socket.destroy();
  else if (faultState.network === 'reset') socket.resetAndDestroy();
  return signal.aborted || socket.destroyed;
}

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger, Store } from '@authbeat/server';
import type { Configuration } from './configuration/read.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import { createGateway, type Gateway } from './gateway.ts';

/** What the process of a gateway needs besides its configuration. */
export interface RunOptions {
  /** The store at the URL of the configuration. The gateway opens it, and closes it at the end. */
  readonly store: Store;
  /** Ends the gateway: it serves the requests that are open, and no others. */
  readonly signal: AbortSignal;
  readonly logger?: Logger;
  /** Called with the port when it listens. */
  readonly onListening?: (port: number) => void;
}

/** How long to wait until an upstream that does not respond yet is asked again, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Runs a gateway until its signal is aborted: opens the store, listens, waits for the app, and drains at the end.
 *
 * @throws {GatewayError} with every mistake in the configuration or in the descriptor
 * @throws {StoreError}
 */
export async function runGateway(
  { gateway: options, process: settings }: Configuration,
  { store, signal, logger, onListening }: RunOptions,
): Promise<void> {
  const logging = logger && { logger };
  const gateway = createGateway({ ...options, server: { ...options.server, ...logging, store }, ...logging });
  const server = createHealthyServer(gateway, settings, signal);
  // Node does not count the connections that became WebSockets among those that it can close.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  try {
    await listen(server, settings);
    onListening?.((server.address() as AddressInfo).port);
    await openWhenReady(gateway, signal, logger);
    if (!signal.aborted) {
      logger?.info({}, 'authbeat gateway: ready');
      await once(signal, 'abort');
    }
    await drain(server, settings.drainTimeout);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await gateway.close();
  }
}

/** @throws {GatewayError} when the address is taken, or none of this machine */
async function listen(server: Server, { host, port }: Configuration['process']): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((cause: unknown) => {
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
    const reason = code === 'EADDRINUSE' ? 'the port is taken' : String(code);
    throw new GatewayError([`it cannot listen on ${host}, port ${port}: ${reason}`], { cause });
  });
}

/** A server that responds at the health paths itself, and passes everything else to the gateway. */
function createHealthyServer(
  gateway: Gateway,
  { healthPath, readyPath }: Configuration['process'],
  signal: AbortSignal,
): Server {
  const limits = {
    // Uploads take as long as they take: only the head of a request is timed.
    requestTimeout: 0,
    headersTimeout: 30_000,
    // Longer than the minute for which load balancers keep connections: the side that closes must not be this one.
    keepAliveTimeout: 75_000,
    maxHeaderSize: 32_768,
  };
  const server = createServer(limits, (request, response) => {
    const isReady = gateway.plan() !== undefined && !signal.aborted;
    if (signal.aborted) response.shouldKeepAlive = false;
    response.once('close', () => signal.aborted && server.closeIdleConnections());
    if (request.url === healthPath) respondHealth(response, true);
    else if (request.url === readyPath) respondHealth(response, isReady);
    else gateway.onRequest(request, response);
  });
  return server.on('upgrade', gateway.onUpgrade);
}

function respondHealth(response: ServerResponse, isWell: boolean): void {
  response.writeHead(isWell ? 200 : 503, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(isWell ? 'ok\n' : 'not ready\n');
}

/** The app may start after its gateway: until it responds, requests get 503. */
async function openWhenReady(
  gateway: Gateway,
  signal: AbortSignal,
  logger: Logger | undefined,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await gateway.open();
      return;
    } catch (error) {
      if (!isPassing(error)) throw error;
      logger?.warn({ message: error.message }, 'authbeat gateway: waiting for the app');
      await wait(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** An app that is starting does not respond, or responds with an error. */
function isPassing(error: unknown): error is Error {
  return error instanceof UpstreamError || (error instanceof GatewayError && error.isPassing);
}

async function drain(server: Server, seconds: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await Promise.race([closed, wait(seconds * 1000, undefined, { ref: false })]);
}

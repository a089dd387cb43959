import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  try {
    server.listen(settings.port, settings.host);
    await once(server, 'listening');
    onListening?.((server.address() as AddressInfo).port);
    await openWhenReady(gateway, signal, logger);
    if (!signal.aborted) {
      logger?.info({}, 'authbeat gateway: ready');
      await once(signal, 'abort');
    }
    await drain(server, settings.drainTimeout);
  } finally {
    server.closeAllConnections();
    server.close();
    await gateway.close();
  }
}

/** A server that responds at the health paths itself, and passes everything else to the gateway. */
function createHealthyServer(
  gateway: Gateway,
  { healthPath, readyPath }: Configuration['process'],
  signal: AbortSignal,
): Server {
  // Uploads take as long as they take: only the head of a request is timed.
  const limits = { requestTimeout: 0, headersTimeout: 30_000, maxHeaderSize: 32_768 };
  const server = createServer(limits, (request, response) => {
    const isReady = gateway.plan() !== undefined && !signal.aborted;
    if (signal.aborted) response.shouldKeepAlive = false;
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

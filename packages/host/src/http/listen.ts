import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { PortTakenError } from '../errors.ts';

/** A server that listens on 127.0.0.1 only. */
export interface LoopbackServer {
  readonly port: number;
  /** Closes open connections as well. */
  close(): Promise<void>;
  /** Closes open connections, and goes on listening. */
  closeConnections(): void;
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** @throws {PortTakenError} */
export async function listen(
  port: number,
  listener: RequestListener,
  upgrade?: UpgradeListener,
): Promise<LoopbackServer> {
  const server = createServer({ requestTimeout: 30_000 }, listener);
  if (upgrade) server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, { cause: error }) : error);
    });
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => close(server),
    closeConnections: () => server.closeAllConnections(),
  };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The address of a server that listens here, for apps: these may not resolve names below `localhost`. */
export function loopbackUrl(port: string | number): string {
  return `http://127.0.0.1:${port}`;
}

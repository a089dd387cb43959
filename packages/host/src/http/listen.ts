import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTakenError } from '../errors.ts';

/** A server that listens on 127.0.0.1 only. */
export interface LoopbackServer {
  readonly port: number;
  /** Closes open connections as well. */
  close(): Promise<void>;
}

/** @throws {PortTakenError} */
export async function listen(port: number, listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer({ requestTimeout: 30_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port, { cause: error }) : error);
    });
    server.listen({ host: '127.0.0.1', port }, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: async () => close(server) };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

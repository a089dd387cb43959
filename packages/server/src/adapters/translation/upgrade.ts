import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AuthbeatResponse } from '../../response.ts';
import type { Guard, Principal } from '../../verdict.ts';
import { judge } from './handlers.ts';
import { readNodeRequest } from './node-messages.ts';

/** Takes over the socket of an admitted request, as `handleUpgrade` of `ws` does. `head` is what was read of it. */
export type AcceptUpgrade = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  principal: Principal,
) => void;

/** A listener for the event `upgrade` of a server. Rejects only if the app's own function throws. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => Promise<void>;

/** How long a caller may take to read a refusal, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5000;

/** Makes a listener that lets only the upgrades pass that a guard admits. */
export function guardUpgrades(
  guard: Guard,
  accept: AcceptUpgrade,
  publicUrl: (url: string) => string,
): UpgradeListener {
  return async (request, socket, head) => {
    // Node no longer listens for errors: without a listener, a caller who resets the connection ends the process.
    socket.on('error', () => socket.destroy());
    const verdict = await judge(guard, readNodeRequest(request, publicUrl));
    if (socket.destroyed) return;
    if (!verdict.admitted) {
      refuseUpgrade(socket, verdict.response);
      return;
    }
    Object.assign(request, { authbeat: verdict.principal });
    try {
      accept(request, socket, head, verdict.principal);
    } catch (error) {
      socket.destroy();
      throw error;
    }
  };
}

/** Writes a response to a socket that no server writes to any more, and closes it whether or not it is read. */
export function refuseUpgrade(socket: Duplex, { status, headers, body }: AuthbeatResponse): void {
  const fields = { ...headers, connection: 'close', 'content-length': Buffer.byteLength(body) };
  const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT_MS);
  socket.once('close', () => {
    clearTimeout(timer);
  });
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'), () =>
    socket.destroy(),
  );
}

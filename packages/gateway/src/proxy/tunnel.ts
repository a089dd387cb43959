import { STATUS_CODES, type IncomingMessage } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import { filterHeaders, hopByHop, pairHeaders, setHeaders, type HeaderList } from './headers.ts';
import type { UpstreamError } from '../errors.ts';
import { toUpstreamError, type Upstream, type UpstreamRequest } from './upstream.ts';

/** The socket of an upgrade, and what was read of it. */
export interface UpgradeSocket {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Passes an upgrade to a WebSocket on to the upstream, and its bytes in both directions from then on. */
export function tunnel(
  outgoing: UpstreamRequest,
  { socket, head }: UpgradeSocket,
  upstream: Pick<Upstream, 'open'>,
  onError: (error: UpstreamError) => void,
): void {
  // The caller may be gone since the request was judged.
  if (socket.destroyed) return;
  const headers = setHeaders(outgoing.headers, { connection: 'Upgrade', upgrade: 'websocket' });
  const request = upstream.open({ ...outgoing, headers });
  socket.once('close', () => request.destroy());
  request
    .once('upgrade', (response, other, otherHead) => {
      socket.write(writeHead(response, ['connection', 'Upgrade', 'upgrade', 'websocket']), 'latin1');
      other.write(head);
      socket.write(otherHead);
      join(socket, other);
    })
    .once('response', (response) => {
      request.setTimeout(0);
      socket.write(writeHead(response, ['connection', 'close']), 'latin1');
      // Whether it ends as it should or half-way: the caller's connection ends as well.
      pipeline(response, socket, (error) => {
        if (error) socket.destroy();
      });
    })
    .on('error', (error) => onError(toUpstreamError(error)))
    .end();
}

function join(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy()).once('close', () => to.destroy());
    from.pipe(to);
  }
}

function writeHead(response: IncomingMessage, added: HeaderList): string {
  const { statusCode = 502, rawHeaders } = response;
  const isHop = hopByHop(rawHeaders);
  const headers = [...filterHeaders(rawHeaders, (name) => !isHop(name)), ...added];
  const lines = pairHeaders(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`, ...lines, '', ''].join('\r\n');
}

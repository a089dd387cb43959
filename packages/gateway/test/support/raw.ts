import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends these bytes to a server, and returns everything that it sends until it closes the connection. */
export async function sendRaw(origin: string, bytes: string): Promise<string> {
  const { port } = new URL(origin);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
}

/** Sends one request whose target and headers stand as they are, and returns its status. */
export async function statusOf(
  origin: string,
  target: string,
  headers: readonly string[] = [],
): Promise<number> {
  const lines = [`GET ${target} HTTP/1.1`, 'Host: app', 'Connection: close', ...headers, '', ''];
  const response = await sendRaw(origin, lines.join('\r\n'));
  return Number(response.split(' ')[1]);
}

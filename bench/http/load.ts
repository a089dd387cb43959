import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ClientRequest } from './target.ts';

/**
 * Sends requests by turns over kept connections, one at a time on each. It does as little
 * as it can beside the server: it looks at the status line only.
 *
 * @returns how long each request took, in milliseconds
 * @throws {Error} for a status other than 200
 */
export async function putLoad(
  port: number,
  requests: readonly ClientRequest[],
  { connections, count }: { readonly connections: number; readonly count: number },
): Promise<readonly number[]> {
  const messages = requests.map((request) => Buffer.from(toMessage(request)));
  const durationsMs: number[] = [];
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return exchange(
        socket,
        () => {
          if (sent >= count) return undefined;
          sent += 1;
          return messages[sent % messages.length];
        },
        durationsMs,
      );
    }),
  );
  return durationsMs;
}

function toMessage({ path, authorization }: ClientRequest): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'host: app.example.com',
    'accept: application/json',
    'user-agent: bench',
    ...(authorization === undefined ? [] : [`authorization: ${authorization}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Of a response, head and body, by its beginning. A body without `Content-Length` is taken to be there already. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const [, body = 0] = /\r\ncontent-length: (\d+)/i.exec(chunk.toString('latin1', 0, end)) ?? [];
  return end + Number(body);
}

const STATUS_LINE = 'HTTP/1.1 ';

async function exchange(
  socket: Socket,
  next: () => Buffer | undefined,
  durationsMs: number[],
): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    /** Bytes of the response that have not come yet. */
    let missing = 0;
    const send = (): void => {
      const message = next();
      if (message) {
        sentAt = performance.now();
        socket.write(message);
      } else {
        socket.destroy();
        resolve();
      }
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The server closed the connection.')));
    socket.on('data', (chunk) => {
      const start = missing > 0 ? -1 : chunk.indexOf(STATUS_LINE);
      if (start >= 0) {
        const status = chunk.toString('latin1', start + STATUS_LINE.length, start + STATUS_LINE.length + 3);
        if (status !== '200') reject(new Error(`A response has status ${status}.`));
        missing = lengthOf(chunk);
      }
      missing -= chunk.length;
      if (missing <= 0) {
        durationsMs.push(performance.now() - sentAt);
        send();
      }
    });
    send();
  });
}

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An opening request of a WebSocket, without a credential. */
export function upgradeRequest(path: string, headers = ''): string {
  return [
    `GET ${path} HTTP/1.1`,
    'Host: app.example.com',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `${headers}\r\n\r\n`,
  ].join('\r\n');
}

function request(target: string): string {
  return `GET ${target} HTTP/1.1\r\nHost: app.example.com\r\nConnection: close\r\n\r\n`;
}

const FORM =
  'POST /authbeat/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n';

/** A socket whose errors are expected: the server may close it at any time. */
async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Resolves with the first event of a socket that has one of these names, or fails after a while. */
async function first(socket: Socket, ...names: readonly string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(reject, 60_000, new Error(`None of ${names.join(', ')} came.`));
  for (const name of names) socket.once(name, () => resolve());
  await promise;
  clearTimeout(timer);
}

/** The head of the response that a socket receives; what came until then when the server closes it before. */
async function receiveHead(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    if (text.includes('\r\n\r\n')) socket.emit('head');
  });
  await first(socket, 'head', 'end', 'close');
  return text;
}

/** What an attack got back: all of it must be refusals. */
type Attack = (port: number) => Promise<readonly string[]>;

async function sendAndReceive(port: number, text: string, halfOpen = false): Promise<string> {
  const socket = await open(port);
  const received = receiveHead(socket);
  socket.write(text);
  if (halfOpen) socket.end();
  const response = await received;
  socket.destroy();
  return response;
}

/** Sends a text and resets the connection: at once, or with the first byte of the response. */
async function sendAndReset(
  port: number,
  text: string,
  moment: 'at once' | 'in the response',
): Promise<void> {
  const socket = await open(port);
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  if (moment === 'in the response') await first(socket, 'data', 'close');
  const closed = socket.closed ? undefined : first(socket, 'close');
  socket.resetAndDestroy();
  await closed;
}

const PATHS = ['/live', '/api/me', '/authbeat/session', '/panel.html'];

export const ATTACKS: Readonly<Record<string, Attack>> = {
  async 'upgrades that are reset in the middle of the refusal'(port) {
    for (let count = 0; count < 22; count += 1)
      await sendAndReset(port, upgradeRequest('/live'), 'in the response');
    return [];
  },
  async 'upgrades that are reset at once, many together'(port) {
    await Promise.all(
      Array.from({ length: 40 }, async () => sendAndReset(port, upgradeRequest('/live'), 'at once')),
    );
    return [];
  },
  async 'upgrades that say nothing more, and ask for no response'(port) {
    return Promise.all(PATHS.map(async (path) => sendAndReceive(port, upgradeRequest(path), true)));
  },
  async 'upgrades with a wrong credential'(port) {
    const headers = ['Authorization: Bearer x', 'Authorization: JWT a.b.c', 'Cookie: __Host-authbeat-x=y'];
    return Promise.all(headers.map(async (header) => sendAndReceive(port, upgradeRequest('/live', header))));
  },
  async 'upgrades to something else than a WebSocket'(port) {
    const text = upgradeRequest('/live').replace('websocket', 'h2c');
    for (let count = 0; count < 11; count += 1) await sendAndReset(port, text, 'at once');
    return [await sendAndReceive(port, text, true)];
  },
  async 'headers of 100 KB'(port) {
    const header = `X-Large: ${'x'.repeat(100_000)}`;
    return [
      await sendAndReceive(port, upgradeRequest('/live', header)),
      await sendAndReceive(port, request('/api/me').replace('Host', `${header}\r\nHost`)),
    ];
  },
  async 'targets that parsers read differently'(port) {
    const targets = [
      'http://a:b@app.example.com/api/me',
      '//app.example.com/api/me',
      '*',
      '/api/me#/x',
      '/%2e%2e/api/me',
    ];
    return Promise.all(targets.map(async (target) => sendAndReceive(port, request(target))));
  },
  async 'bytes that are no request'(port) {
    return Promise.all(
      ['\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', '\x16\x03\x01\x02\0\x01'].map(async (bytes) =>
        sendAndReceive(port, bytes, true),
      ),
    );
  },
  async 'bodies that are cut off'(port) {
    const text = `${FORM}Content-Length: 60000\r\n\r\nsubject_token=`;
    for (let count = 0; count < 11; count += 1) await sendAndReset(port, text, 'at once');
    return [];
  },
  async 'a body that is too large'(port) {
    const text = `${FORM}Content-Length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`;
    return [await sendAndReceive(port, text)];
  },
};

/** Requests that stay unfinished while others are served. */
export async function openSlowRequests(port: number, count: number): Promise<() => void> {
  const sockets = await Promise.all(Array.from({ length: count }, async () => open(port)));
  for (const socket of sockets) socket.write('GET /live HTTP/1.1\r\nHost: a\r\nUpgrade: webso');
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

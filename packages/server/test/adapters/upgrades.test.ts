import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import websocket from '@fastify/websocket';
import fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { toFastify } from '../../src/adapters/fastify.ts';
import { toNode, type AcceptUpgrade } from '../../src/adapters/node.ts';
import type { Authbeat } from '../../src/index.ts';
import { toFetch } from '../../src/adapters/fetch.ts';
import type { Tenant } from '../../src/testing/adapters/tenant.ts';
import { authbeatForTest, lenient, listen } from './support.ts';

/** Serves a WebSocket at `/live` that says who is there. Resolves with the port. */
type ServeSockets = (authbeat: Authbeat) => Promise<number>;

const serveWithWs: ServeSockets = async (authbeat) => {
  const sockets = new WebSocketServer({ noServer: true });
  return serveUpgrades(authbeat, (request, socket, head, { kind, accountId }) => {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.send(`${kind} ${accountId}`);
    });
  });
};

async function serveUpgrades(authbeat: Authbeat, accept: AcceptUpgrade): Promise<number> {
  const listener = toNode(authbeat).upgrade(accept);
  const server = createServer();
  server.on('upgrade', (request, socket, head) => {
    onTestFinished(() => {
      socket.destroy();
    });
    void listener(request, socket, head);
  });
  const { port, close } = await listen(server);
  onTestFinished(close);
  return port;
}

const serveWithFastify: ServeSockets = async (authbeat) => {
  const app = fastify();
  await app.register(websocket);
  app.get('/live', { websocket: true, onRequest: toFastify(authbeat).api() }, (ws, request) => {
    ws.send(`${request.authbeat.kind} ${request.authbeat.accountId}`);
  });
  onTestFinished(async () => app.close());
  return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
};

/** Gets a session token, and a URL with a ticket. */
async function signIn(authbeat: Authbeat, tenant: Tenant): Promise<{ token: string; url: string }> {
  const respond = toFetch(authbeat).endpoints();
  const post = async (path: string, body: string, headers = {}): Promise<Record<string, string>> => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const request = { method: 'POST', body, headers: { ...type, ...headers } };
    const response = await respond(new Request(`https://app.example.com${path}`, request));
    return (await response?.json()) as Record<string, string>;
  };
  const { access_token: token = '' } = await post('/authbeat/session', tenant.exchangeForm());
  const authorization = `Bearer ${token}`;
  const { url = '' } = await post('/authbeat/ticket', 'url=/live%3Fx%3D1', { authorization });
  return { token, url };
}

/** The first message of a WebSocket, or the status and body of the refusal. */
async function greet(port: number, path: string, headers = {}): Promise<string> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  ws.on('error', reject);
  ws.on('message', (message: Buffer) => {
    resolve(message.toString());
  });
  ws.on('unexpected-response', (_request, response: IncomingMessage) => {
    resolve(
      text(response).then((body) => `${response.statusCode} ${(JSON.parse(body) as { code: string }).code}`),
    );
  });
  const greeting = await promise;
  ws.terminate();
  return greeting;
}

describe.each<[string, ServeSockets]>([
  ['toNode and ws', serveWithWs],
  ['toFastify and @fastify/websocket', serveWithFastify],
])('a WebSocket behind %s', (_name, serve) => {
  it('opens with a ticket, once', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const port = await serve(authbeat);
    const { url } = await signIn(authbeat, tenant);
    expect(await greet(port, url.replace('x=1', 'x=2'))).toBe('401 ticket_invalid');
    expect(await greet(port, url)).toBe('ticket alice');
    expect(await greet(port, url)).toBe('401 ticket_invalid');
  });

  it('opens with a session, and with nothing else', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const port = await serve(authbeat);
    const { token } = await signIn(authbeat, tenant);
    expect(await greet(port, '/live', { authorization: `Bearer ${token}` })).toBe('session alice');
    expect(await greet(port, '/live')).toBe('401 session_missing');
    expect(await greet(port, '/live', { authorization: 'Bearer x' })).toBe('401 session_invalid');
    expect(await greet(port, tenant.iframe('/live'))).toBe('401 session_invalid');
  });

  it('survives callers that reset the connection in the middle of the refusal, or before it', async () => {
    const { authbeat } = await authbeatForTest();
    const port = await serve(authbeat);
    for (let count = 0; count < 22; count += 1) {
      const socket = await sendUpgrade(port);
      if (count % 2 === 0) await once(socket, 'data');
      const closed = once(socket, 'close');
      socket.resetAndDestroy();
      await closed;
    }
    expect(await greet(port, '/live')).toBe('401 session_missing');
  });
});

async function sendUpgrade(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  socket.write('GET /live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  return socket;
}

describe('toNode().upgrade()', () => {
  it('closes the socket of a refused caller that keeps its own side open', async () => {
    const { authbeat } = await authbeatForTest();
    const server = createServer();
    const listener = toNode(authbeat).upgrade(() => {});
    const accepted = once(server, 'upgrade') as Promise<[IncomingMessage, Socket]>;
    server.on('upgrade', (...upgrade) => void listener(...upgrade));
    const { port, close } = await listen(server);
    onTestFinished(close);
    const socket = await sendUpgrade(port);
    onTestFinished(() => {
      socket.destroy();
    });
    const [, serverSide] = await accepted;
    if (!serverSide.destroyed) await once(serverSide, 'close');
    expect(serverSide.destroyed).toBe(true);
    expect((await text(socket)).split('\r\n')[0]).toBe('HTTP/1.1 401 Unauthorized');
  });

  it('does not hand over a socket whose caller has gone before the verdict', async () => {
    const { authbeat } = await authbeatForTest();
    const decision = Promise.withResolvers<void>();
    const reached: string[] = [];
    const listener = toNode(lenient(authbeat, { until: decision.promise })).upgrade(() => {
      reached.push('accept');
    });
    const server = createServer();
    const judged = once(server, 'upgrade').then(([request, socket, head]) => {
      const verdict = listener(request as IncomingMessage, socket as Socket, head as Buffer);
      return { socket: socket as Socket, verdict };
    });
    const { port, close } = await listen(server);
    onTestFinished(close);
    const caller = await sendUpgrade(port);
    const { socket, verdict } = await judged;
    caller.resetAndDestroy();
    socket.resume();
    if (!socket.destroyed) await once(socket, 'close').catch(() => {});
    decision.resolve();
    await verdict;
    expect(reached).toEqual([]);
  });

  it('closes the socket and rejects when the app throws', async () => {
    const { authbeat } = await authbeatForTest();
    const listener = toNode(lenient(authbeat)).upgrade(() => {
      throw new Error('the app failed');
    });
    const server = createServer();
    const failure = once(server, 'upgrade').then(async ([request, socket, head]) =>
      listener(request as IncomingMessage, socket as Socket, head as Buffer),
    );
    const { port, close } = await listen(server);
    onTestFinished(close);
    const caller = await sendUpgrade(port);
    await expect(failure).rejects.toThrow('the app failed');
    await once(caller.resume(), 'end');
    caller.destroy();
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '@authbeat/server';
import { memoryStore } from '@authbeat/server/memory';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { readConfiguration, runGateway } from '../src/index.ts';

const SESSION_KEY = 'c2Vzc2lvbiBrZXkgb2YgYSB0ZXN0LCByYW5kb20gZW5vdWdoIQ==';

const DESCRIPTOR = {
  key: 'an-app',
  baseUrl: 'http://127.0.0.1:1',
  authentication: { type: 'jwt' },
  lifecycle: {},
  modules: {},
};

/** A gateway in front of this server, and what ends it. */
async function run(
  upstream: string,
  { logger, secrets = {}, ...settings }: { logger?: Logger; secrets?: object } & Record<string, unknown> = {},
) {
  const controller = new AbortController();
  const listening = Promise.withResolvers<number>();
  const configuration = readConfiguration(
    { upstream, port: 0, ...settings },
    { AUTHBEAT_SESSION_KEYS: SESSION_KEY, ...secrets },
  );
  const ended = runGateway(configuration, {
    store: memoryStore(),
    signal: controller.signal,
    onListening: listening.resolve,
    ...(logger && { logger }),
  });
  ended.catch(listening.reject);
  onTestFinished(async () => {
    controller.abort();
    await ended.catch(() => undefined);
  });
  const origin = `http://127.0.0.1:${await listening.promise}`;
  return { origin, ended, end: () => controller.abort() };
}

async function listenAt(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function statusOf(url: string): Promise<number> {
  return (await fetch(url)).status;
}

it('waits for an app that starts later, and serves it then', async () => {
  const app = createServer((request, response) => {
    response.end(request.url === '/atlassian-connect.json' ? JSON.stringify(DESCRIPTOR) : 'from the app');
  });
  const port = await listenAt(app);
  app.close();
  await once(app, 'close');
  const { origin } = await run(`http://127.0.0.1:${port}`);
  expect(await statusOf(`${origin}/healthz`)).toBe(200);
  expect(await statusOf(`${origin}/readyz`)).toBe(503);
  expect(await statusOf(`${origin}/x`)).toBe(503);
  await listenAt(app, port);
  await expect.poll(async () => statusOf(`${origin}/readyz`)).toBe(200);
  expect(await (await fetch(`${origin}/x`)).text()).toBe('from the app');
});

it('finishes the requests that are open when it ends, and takes no others', async () => {
  const arrived = Promise.withResolvers<void>();
  const respond = Promise.withResolvers<void>();
  const app = createServer((request, response) => {
    if (request.url === '/atlassian-connect.json') return void response.end(JSON.stringify(DESCRIPTOR));
    arrived.resolve();
    return void respond.promise.then(() => response.end('finished'));
  });
  const { origin, ended, end } = await run(`http://127.0.0.1:${await listenAt(app)}`);
  await expect.poll(async () => statusOf(`${origin}/readyz`)).toBe(200);
  const open = fetch(`${origin}/slow`);
  await arrived.promise;
  end();
  await expect
    .poll(async () =>
      fetch(`${origin}/x`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  respond.resolve();
  expect(await (await open).text()).toBe('finished');
  await ended;
});

it('ends with the connections that became WebSockets, when the time to drain is over', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const app = createServer((_request, response) => response.end(JSON.stringify(DESCRIPTOR)));
  app.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => undefined));
  const { origin, ended, end } = await run(`http://127.0.0.1:${await listenAt(app)}`, { drainTimeout: 0 });
  await expect.poll(async () => statusOf(`${origin}/readyz`)).toBe(200);
  const ws = new WebSocket(origin.replace('http', 'ws'));
  await once(ws, 'open');
  const closed = once(ws, 'close');
  end();
  await Promise.all([closed, ended]);
});

it('ends with one sentence where its port is taken', async () => {
  const app = createServer((_request, response) => response.end(JSON.stringify(DESCRIPTOR)));
  const port = await listenAt(app);
  await expect(run(`http://127.0.0.1:${port}`, { port })).rejects.toThrow(
    `The gateway cannot start: it cannot listen on 127.0.0.1, port ${port}: the port is taken.`,
  );
});

it('ends with one sentence where the app has no descriptor', async () => {
  const app = createServer((_request, response) => response.writeHead(404).end());
  const { ended } = await run(`http://127.0.0.1:${await listenAt(app)}`);
  await expect(ended).rejects.toThrow(
    'The gateway cannot start: the app responds to /atlassian-connect.json with 404, and not with its descriptor.',
  );
});

it('reads the descriptor as it sends every request: with the secret, to the host that the app has', async () => {
  const app = createServer((request, response) => {
    const { host, 'x-authbeat-upstream-secret': secret } = request.headers;
    const isFromGateway = secret === 'a-secret-of-the-two' && host === `127.0.0.1:${port}`;
    response.writeHead(isFromGateway ? 200 : 403).end(JSON.stringify(DESCRIPTOR));
  });
  const port = await listenAt(app);
  const secrets = { AUTHBEAT_UPSTREAM_SECRET: 'a-secret-of-the-two' };
  const { origin } = await run(`http://127.0.0.1:${port}`, { secrets });
  await expect.poll(async () => statusOf(`${origin}/readyz`)).toBe(200);
});

it('logs why the descriptor was not read again, and why the app does not respond', async () => {
  let isDown = false;
  const app = createServer((request, response) => {
    if (request.url !== '/atlassian-connect.json') request.socket.destroy();
    else response.writeHead(isDown ? 404 : 200).end(JSON.stringify(DESCRIPTOR));
  });
  const logged = { warn: Promise.withResolvers<object>(), error: Promise.withResolvers<object>() };
  const logger: Logger = {
    info: () => undefined,
    warn: (data) => logged.warn.resolve(data),
    error: (data) => logged.error.resolve(data),
  };
  const upstream = `http://127.0.0.1:${await listenAt(app)}`;
  const { origin } = await run(upstream, { logger, descriptorRefresh: 1 });
  await expect.poll(async () => statusOf(`${origin}/readyz`)).toBe(200);
  isDown = true;
  expect(await statusOf(`${origin}/x`)).toBe(502);
  expect(await logged.error.promise).toMatchObject({
    error: { code: 'upstream_unreachable', cause: { code: 'ECONNRESET' } },
  });
  expect(await logged.warn.promise).toMatchObject({
    error: {
      problems: ['the app responds to /atlassian-connect.json with 404, and not with its descriptor'],
    },
  });
});

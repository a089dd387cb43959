import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { exchangeForm } from '../../server/test/support/app.ts';
import { sendRaw } from './support/raw.ts';
import { startGateway } from './support/start.ts';

describe('what passes through', () => {
  it('keeps every byte of the target', async () => {
    const { app, baseUrl } = await startGateway();
    const targets = [
      `/a'b"c<d>{e}|f^g\`h`,
      '/a?',
      '/a?x=%2F+%20&&y&=z&x=1',
      '/a//b/;c=d/e:f@g',
      "/a?q=''\"<>[]{}|^`/../x",
      '/%C3%A4%7e',
    ];
    for (const target of targets)
      await sendRaw(baseUrl, `GET ${target} HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n`);
    expect(app.seen.map(({ url }) => url)).toEqual(targets);
  });

  it('streams bodies of any length in both directions, with trailers', async () => {
    const { baseUrl } = await startGateway({
      respond(request, response) {
        response.writeHead(200, { trailer: 'x-sum' });
        let length = 0;
        request.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (!response.write(chunk)) request.pause();
        });
        response.on('drain', () => request.resume());
        request.on('end', () => {
          response.addTrailers({ 'x-sum': String(length) });
          response.end();
        });
      },
    });
    const size = 8 * 1024 * 1024;
    const outgoing = httpRequest(`${baseUrl}/echo`, { method: 'POST' });
    outgoing.end(Buffer.alloc(size, 'x'));
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect((await text(response)).length).toBe(size);
    expect(response.trailers['x-sum']).toBe(String(size));
  });

  it('delivers events one by one, while the response stays open', async () => {
    let send: ((event: string) => void) | undefined;
    const { get } = await startGateway({
      respond(_request, response) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
        send = (event) => void response.write(`data: ${event}\n\n`);
      },
    });
    const response = await get('/events');
    const reader = response.body?.getReader();
    for (const event of ['one', 'two']) {
      send?.(event);
      const read = await reader?.read();
      expect(new TextDecoder().decode(read?.value)).toBe(`data: ${event}\n\n`);
    }
    await reader?.cancel();
  });

  it('keeps ranges, conditions, statuses and repeated headers', async () => {
    const { get } = await startGateway({
      respond(request, response) {
        const { range, 'if-none-match': etag } = request.headers;
        response.writeHead(206, 'Some Of It', {
          'set-cookie': ['a=1', 'b=2'],
          'content-range': 'bytes 0-1/9',
          'x-seen': `${range} ${etag}`,
          'x-hop': '1',
          connection: 'x-hop',
        });
        response.end('ab');
      },
    });
    const response = await get('/file', { range: 'bytes=0-1', 'if-none-match': '"x"' });
    expect([response.status, response.statusText, await response.text()]).toEqual([206, 'Some Of It', 'ab']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-seen')).toBe('bytes=0-1 "x"');
    expect(response.headers.get('x-hop')).toBeNull();
  });

  it('reads an upload to its end that the upstream has already responded to', async () => {
    const { baseUrl } = await startGateway({
      respond: (_request, response) => response.writeHead(413).end(),
    });
    // More than the buffers on the way hold.
    const body = 'x'.repeat(16 * 1024 * 1024);
    const upload = `POST /upload HTTP/1.1\r\nHost: app\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const next = 'GET /next HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n';
    const responses = await sendRaw(baseUrl, upload + next);
    expect(responses.match(/HTTP\/1\.1 413/g)).toHaveLength(2);
  });

  it('passes responses with long headers', async () => {
    const policy = `default-src ${'https://a.example '.repeat(2000)}`.trim();
    const { baseUrl } = await startGateway({
      respond: (_request, response) => response.writeHead(200, { 'x-policy': policy }).end(),
    });
    const outgoing = httpRequest(`${baseUrl}/x`, { maxHeaderSize: 65_536 }).end();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.headers['x-policy']).toBe(policy);
  });

  it('uses connections to the upstream again', async () => {
    const ports = new Set<number | undefined>();
    const { get } = await startGateway({
      respond(request, response) {
        ports.add(request.socket.remotePort);
        response.end();
      },
    });
    for (let index = 0; index < 5; index += 1) await (await get('/x')).text();
    expect(ports.size).toBe(1);
  });
});

/** A TCP server in the place of an app, for everything but its descriptor. */
async function behind(onRequest: (socket: Socket, target: string) => void, upstreamTimeout = 60) {
  const descriptor = JSON.stringify({
    key: 'issue-panel',
    baseUrl: 'http://127.0.0.1:1',
    authentication: { type: 'jwt' },
  });
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      const [, target = ''] = data.toString('latin1').split(' ');
      if (target !== '/atlassian-connect.json') onRequest(socket, target);
      else
        socket.end(
          `HTTP/1.1 200 OK\r\nContent-Length: ${descriptor.length}\r\nConnection: close\r\n\r\n${descriptor}`,
        );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { server, ...(await startGateway({ upstream: `http://127.0.0.1:${port}`, upstreamTimeout })) };
}

describe('an upstream that is still working', () => {
  const AHEAD = [
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nConnection: x-hop\r\nX-Hop: 1\r\nX-Own: 2\r\n',
    'Link: </a,b.css>; rel=preload; as=style, </c.js>; rel=preload\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nLink: in a form that Node does not write\r\n\r\n',
  ].join('');
  const ask = async (version: string): Promise<string> => {
    const { baseUrl } = await behind((socket) => {
      socket.end(`${AHEAD}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody`);
    });
    const head = `GET /x HTTP/${version}\r\nHost: app\r\nConnection: close\r\n\r\n`;
    const response = await sendRaw(baseUrl, head);
    return response.replace(/^(?:date|keep-alive): .*\r\n/gim, '');
  };

  it('says so to the caller, and what the page will need', async () => {
    expect(await ask('1.1')).toBe(
      [
        'HTTP/1.1 102 Processing\r\n\r\n',
        'HTTP/1.1 103 Early Hints\r\nLink: </a,b.css>; rel=preload; as=style, </c.js>; rel=preload\r\n',
        'x-own: 2\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody',
      ].join(''),
    );
  });

  it('says nothing to a caller of HTTP/1.0, who knows no such responses', async () => {
    expect(await ask('1.0')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});

const UPGRADED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('an upstream that fails', () => {
  it.each([
    ['closes at once', (socket: Socket) => socket.destroy(), '502 upstream_unreachable'],
    ['responds nonsense', (socket: Socket) => socket.end('nonsense\r\n\r\n'), '502 upstream_invalid'],
    ['upgrades what is no upgrade', (socket: Socket) => socket.write(UPGRADED), '502 upstream_invalid'],
    ['stays silent', () => undefined, '504 upstream_timeout'],
  ])('and %s gets one clear sentence', async (_how, onRequest, expected) => {
    const { get } = await behind(onRequest, 0.2);
    const response = await get('/x');
    const { code } = (await response.json()) as { code: string };
    expect(`${response.status} ${code}`).toBe(expected);
  });

  it.each([
    ['a length', 'Content-Length: 100\r\n\r\npart'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'],
  ])(
    'half-way, with %s, ends the response as well: a part never passes for the whole',
    async (_how, body) => {
      const { get } = await behind((socket) => {
        socket.write(`HTTP/1.1 200 OK\r\n${body}`, () => socket.destroy());
      });
      await expect(get('/x').then(async (response) => response.text())).rejects.toThrow('terminated');
    },
  );

  it.each([
    ['GET', 'repeated: it has no effect', ['/first', '/next', '/next'], 200],
    ['POST', 'not repeated: it may have had its effect', ['/first', '/next'], 502],
  ])('on a connection that was used before: %s is %s', async (method, _what, expected, status) => {
    const targets: string[] = [];
    const { baseUrl, get } = await behind((socket, target) => {
      targets.push(target);
      if (targets.length === 2) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    await (await get('/first')).text();
    expect((await fetch(`${baseUrl}/next`, { method })).status).toBe(status);
    expect(targets).toEqual(expected);
  });

  it('loses no page: the next load heals again', async () => {
    let isDown = false;
    const { clock, get, installedSite, recover } = await startGateway({
      respond(request, response) {
        if (isDown) request.socket.destroy();
        else response.end('page');
      },
    });
    const site = await installedSite();
    const url = site.iframe('/foo.html');
    clock.pass(900);
    const healed = await recover(site, url);
    isDown = true;
    expect((await get(healed)).status).toBe(502);
    isDown = false;
    expect((await get(healed)).status).toBe(401);
    expect(await (await get(await recover(site, healed))).text()).toBe('page');
  });
});

describe('an upgrade to a WebSocket', () => {
  it('passes with a ticket, once, and both sides talk', async () => {
    const upgrades: IncomingMessage[] = [];
    const sockets = new WebSocketServer({ noServer: true });
    const started = await startGateway({
      apis: [{ path: '/ws', identity: 'headers' }],
      acceptUpgrade(request, socket, head) {
        upgrades.push(request);
        sockets.handleUpgrade(request, socket, head, (ws) => {
          ws.on('message', (data: Buffer) => ws.send(`echo ${String(data)}`));
        });
      },
    });
    const site = await started.installedSite();
    const exchanged = await started.post('/authbeat/session', exchangeForm(site.context()));
    const { access_token: session } = (await exchanged.json()) as { access_token: string };
    const issued = await fetch(`${started.baseUrl}/authbeat/ticket`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session}` },
      body: new URLSearchParams({ url: '/ws?room=1' }),
    });
    const { url } = (await issued.json()) as { url: string };
    const address = started.baseUrl.replace('http', 'ws') + url;
    const ws = new WebSocket(address);
    await once(ws, 'open');
    ws.send('hello');
    const [message] = (await once(ws, 'message')) as [Buffer];
    expect(String(message)).toBe('echo hello');
    expect([upgrades[0]?.url, upgrades[0]?.headers['x-authbeat-account']]).toEqual(['/ws?room=1', 'alice']);
    ws.close();
    await once(ws, 'close');
    const again = new WebSocket(address);
    const [error] = (await once(again, 'error')) as [Error];
    expect(error.message).toContain('401');
    const other = await sendRaw(
      started.baseUrl,
      'GET /ws HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
    );
    expect(other).toMatch(/^HTTP\/1\.1 400/);
    expect(upgrades.length).toBe(1);
  });

  const HANDSHAKE = 'GET /ws HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';

  it.each(['Content-Length: 40', 'Transfer-Encoding: chunked'])(
    'is refused with a body, which would take the place of the next request: %s',
    async (framing) => {
      const { app, baseUrl, get } = await startGateway();
      expect(await sendRaw(baseUrl, `${HANDSHAKE}${framing}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400/);
      await get('/next');
      expect(app.seen.map(({ url }) => url)).toEqual(['/next']);
    },
  );

  it.each([
    ['closes at once', (socket: Socket) => socket.destroy(), '502 Bad Gateway', 'upstream_unreachable'],
    ['stays silent', () => undefined, '504 Gateway Timeout', 'upstream_timeout'],
  ])('gets one clear sentence when the upstream %s', async (_how, onRequest, status, code) => {
    const { baseUrl } = await behind(onRequest, 0.2);
    const response = await sendRaw(baseUrl, `${HANDSHAKE}\r\n`);
    expect(response).toContain(`HTTP/1.1 ${status}\r\n`);
    expect(response).toContain(`"code":"${code}"`);
  });

  it('ends when the upstream does not upgrade, and ends its response half-way', async () => {
    const { baseUrl } = await behind((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart', () => socket.destroy());
    });
    const end = sendRaw(baseUrl, `${HANDSHAKE}\r\n`).then(
      () => 'ended',
      () => 'ended',
    );
    expect(await end).toBe('ended');
  });
});

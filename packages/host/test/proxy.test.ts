import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useInstalledApp } from './fixtures/installed-app.ts';

interface Received {
  readonly status: number;
  readonly body: string;
}

describe('the proxy in front of an app', () => {
  const setup = useInstalledApp();
  const start = async () =>
    setup.host.startProxy({ upstream: setup.app.url.replace('/base', '').replace('127.0.0.1', 'localhost') });

  async function send(port: number, path = '/base/x', body = ''): Promise<Received> {
    const outgoing = httpRequest({
      port,
      host: '127.0.0.1',
      path,
      method: body === '' ? 'GET' : 'POST',
      headers: { host: 'app.example', 'x-own': 'kept' },
      agent: false,
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
  }

  it('passes on every byte of the URL, the headers and the body, and nothing of its own', async () => {
    const { port } = await start();
    setup.app.status = 207;
    setup.app.body = 'the response';
    const path = '/base//a%2fb/../c;d?q=%7e+%20&&x=%E4&r=[]#'.slice(0, -1);
    expect(await send(port, path, 'the body')).toEqual({ status: 207, body: 'the response' });
    const received = setup.app.requests.at(-1);
    expect(received).toMatchObject({ method: 'POST', url: path, body: 'the body' });
    expect(Object.keys(received?.headers ?? {}).toSorted()).toEqual([
      'connection',
      'content-length',
      'host',
      'x-own',
    ]);
    expect(received?.headers['host']).toBe('app.example');
  });

  it("puts its copies of Atlassian's files into pages, also compressed ones and those in pieces", async () => {
    const cdn = 'https://connect-cdn.atl-paas.net';
    const reset = 'https://unpkg.com/@atlaskit/css-reset@2.0.0/dist/bundle.css';
    const page = `<link rel="stylesheet" href="${reset}"><script src="${cdn}/all.js"></script>ä ${cdn}/all
      https://unpkg.com/@atlaskit/css-reset@6.6.1/dist/bundle.css`;
    const cut = page.indexOf('atl-paas') + 3;
    const server = createServer((request, response) => {
      const policy = `script-src 'self' ${cdn}; style-src ${reset} unpkg.com; img-src *`;
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      if (request.url === '/gzip')
        response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipSync(page));
      else if (request.url === '/text') response.writeHead(200, { 'content-type': 'text/plain' }).end(page);
      else response.writeHead(200, headers).write(page.slice(0, cut), () => response.end(page.slice(cut)));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { url } = await setup.host.startProxy({ upstream: `http://127.0.0.1:${port}` });
    const { origin } = setup.host.site;
    const copy = `${origin}/atlassian-connect/css-reset.css`;
    const changed = page.replace(`${cdn}/all.js`, setup.host.bridgeUrl).replace(reset, copy);
    for (const path of ['/gzip', '/pieces']) {
      const response = await fetch(url + path);
      expect(await response.text()).toBe(changed);
      expect(response.headers.get('content-security-policy')).toBe(
        `script-src 'self' ${cdn} ${origin}; style-src ${reset} ${origin} unpkg.com ${origin}; img-src *`,
      );
    }
    expect(await (await fetch(`${url}/text`)).text()).toBe(page);
  });

  it('slow: a response takes longer', async () => {
    const { port } = await start();
    await setup.host.faults.start('slow=0.2');
    const startedAt = performance.now();
    expect((await send(port)).status).toBe(204);
    expect(performance.now() - startedAt).toBeGreaterThan(190);
  });

  it('unavailable: 503, and the app is not asked', async () => {
    const { port } = await start();
    const before = setup.app.requests.length;
    await setup.host.faults.start('unavailable');
    expect((await send(port)).status).toBe(503);
    expect(setup.app.requests.length).toBe(before);
    await setup.host.faults.lift();
    expect((await send(port)).status).toBe(204);
  });

  it.for(['offline', 'reset'] as const)('%s: connections end without a response', async (fault) => {
    const { port } = await start();
    const open = connect(port, '127.0.0.1');
    await once(open, 'connect');
    const closed = once(open, 'close');
    open.on('error', () => undefined);
    await setup.host.faults.start(fault);
    await closed;
    await expect(send(port)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await setup.host.faults.lift();
    expect((await send(port)).status).toBe(204);
  });

  it('ends a connection without a response when nothing listens behind it', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    await new Promise((resolve) => free.close(resolve));
    const port = typeof address === 'object' ? address?.port : 0;
    const proxy = await setup.host.startProxy({ upstream: `http://127.0.0.1:${port}` });
    await expect(send(proxy.port)).rejects.toThrow('socket hang up');
  });

  it('tunnels WebSockets, and ends them when the network fails', async () => {
    const app = createServer().on('upgrade', (request, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`);
      socket.write(`${request.url} `);
      socket
        .on('data', (data) => socket.write(data))
        .on('end', () => socket.end())
        .on('error', () => socket.destroy());
    });
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    const address = app.address();
    const upstream = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const proxy = await setup.host.startProxy({ upstream });
    const socket = connect(proxy.port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
    });
    socket.write('GET /ws?x=1 HTTP/1.1\r\nhost: app\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    await expect.poll(() => text).toContain('/ws?x=1 ');
    socket.write('echo');
    await expect.poll(() => text).toContain('echo');
    const closed = once(socket, 'close');
    await setup.host.faults.start('offline');
    await closed;
    app.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
  });

  it('is needed for the faults of the network', async () => {
    await expect(setup.host.faults.start('slow')).rejects.toThrow('does not pass through the local host');
    expect(setup.host.faults.active).toEqual([]);
  });
});

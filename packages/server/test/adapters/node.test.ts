import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2Server, type OutgoingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readNodeRequest, sendResponse, toNode, type GuardedRequest } from '../../src/adapters/node.ts';
import { describeAdapter } from '../../src/testing/index.ts';
import { openWire } from '../../src/testing/adapters/wire.ts';
import { authbeatForTest, lenient, listen, serveForTest, PRINCIPAL } from './support.ts';
import { serve } from './apps/node.ts';

describeAdapter('node:http', { serve }, { describe, it });

describe('toNode', () => {
  it('passes on, byte for byte, targets that no browser sends', async () => {
    const { authbeat } = await authbeatForTest();
    const urls: string[] = [];
    const { endpoints } = toNode({
      ...authbeat,
      handle: async ({ url }) => {
        urls.push(url);
        return { status: 204, headers: {}, body: '' };
      },
    });
    const respond = endpoints();
    const { port, close } = await listen(
      createServer((request, response) => {
        void respond(request, response);
      }),
    );
    const wire = openWire(port, 5);
    const targets = [
      '/page/{x}|y^z/../w?q=\'"<>',
      '/\\a',
      '//evil.example/x',
      '*',
      'http://other.example/a?b',
    ];
    for (const target of targets) {
      await wire.send({ method: 'OPTIONS', target });
    }
    wire.close();
    await close();
    expect(urls).toEqual(targets);
  });

  it('reads a body for an endpoint, and again for a proxy', async () => {
    const readTwice = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const readable = readNodeRequest(request);
      const bodies = [await readable.body(100), await readable.body(100)];
      const texts = bodies.map((body) => body.state === 'raw' && String(body.bytes));
      sendResponse(response, { status: 200, headers: {}, body: JSON.stringify(texts) });
    };
    const origin = await serveForTest(createServer((request, response) => void readTwice(request, response)));
    const response = await fetch(origin, { method: 'POST', body: 'the body' });
    expect(await response.json()).toEqual(['the body', 'the body']);
  });

  it('calls the next handler in the manner of connect', async () => {
    const { authbeat } = await authbeatForTest();
    const { endpoints, api } = toNode(lenient(authbeat));
    const [respond, guard] = [endpoints(), api()];
    const origin = await serveForTest(
      createServer((request, response) => {
        void respond(request, response, () => {
          void guard(request, response, () => {
            response.end((request as GuardedRequest).authbeat.accountId);
          });
        });
      }),
    );
    expect(await (await fetch(`${origin}/api/me`)).text()).toBe(PRINCIPAL.accountId);
  });

  it('passes on the options of guards', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const { api, shell } = toNode(authbeat);
    const [guard, guardShell] = [api({ accept: ['context'] }), shell({ maxAge: 7 })];
    const origin = await serveForTest(
      createServer((request, response) => {
        const guarded = request.url === '/shell' ? guardShell : guard;
        void guarded(request, response, () => response.end());
      }),
    );
    const token = new URLSearchParams(tenant.exchangeForm()).get('subject_token');
    const admitted = await fetch(`${origin}/api/me`, { headers: { authorization: `JWT ${token}` } });
    expect(admitted.status).toBe(200);
    expect((await fetch(`${origin}/shell`)).headers.get('cache-control')).toBe('public, max-age=7');
  });

  it('sees a header as handlers in front have left it', async () => {
    const { authbeat } = await authbeatForTest();
    const seen: (string | undefined)[] = [];
    const { endpoints } = toNode({
      ...authbeat,
      handle: async (request) => {
        seen.push(request.header('authorization'), request.header('x-missing'));
        return { status: 204, headers: {}, body: '' };
      },
    });
    const respond = endpoints();
    const origin = await serveForTest(
      createServer((request, response) => {
        request.headers.authorization = `JWT ${String(request.headers['x-token'])}`;
        void respond(request, response);
      }),
    );
    await fetch(origin, { headers: { 'x-token': 'abc' } });
    expect(seen).toEqual(['JWT abc', undefined]);
  });

  it('works with the compatibility API of HTTP/2', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const cookies: (string | undefined)[] = [];
    const { endpoints, page } = toNode({
      ...authbeat,
      async handle(request) {
        cookies.push(request.header('cookie'));
        return authbeat.handle(request);
      },
    });
    const [respond, guard] = [endpoints(), page()];
    const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      if (await respond(request, response)) return;
      const principal = await guard(request, response);
      if (principal) response.end(principal.clientKey);
    };
    const server = createHttp2Server((request, response) => {
      // The two APIs are interchangeable for what handlers do; their types are not.
      void handle(...([request, response] as unknown as Parameters<typeof handle>));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const send = async (headers: OutgoingHttpHeaders, body?: string) => {
      const stream = session.request(headers);
      stream.end(body);
      const [head] = (await once(stream, 'response')) as [{ ':status': number }];
      return { status: head[':status'], body: await text(stream) };
    };
    const exchange = {
      ':method': 'POST',
      ':path': '/authbeat/session',
      'content-type': 'application/x-www-form-urlencoded',
    };
    try {
      const admitted = await send({ ':path': tenant.iframe('/page/foo') });
      expect(admitted).toEqual({ status: 200, body: tenant.clientKey });
      expect((await send(exchange, tenant.exchangeForm())).status).toBe(200);
      expect((await send(exchange, 'x'.repeat(100_000))).status).toBe(413);
      expect((await send({ ':path': '/page/foo', cookie: ['a=1', 'b=2'] })).status).toBe(401);
      // HTTP/2 sends each cookie by itself.
      expect(cookies).toContain('a=1; b=2');
    } finally {
      session.close();
      server.close();
    }
  });
});

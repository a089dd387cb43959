import { createServer, type RequestListener, type Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import express, { type ErrorRequestHandler } from 'express';
import fastify from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toExpress } from '../../src/adapters/express.ts';
import { toFastify, type FastifyHook } from '../../src/adapters/fastify.ts';
import { toFetch } from '../../src/adapters/fetch.ts';
import { toHono } from '../../src/adapters/hono.ts';
import { toNode } from '../../src/adapters/node.ts';
import { authbeatForTest, serveForTest } from './support.ts';

const NAMES = ['endpoints', 'page', 'api', 'webhook', 'shell'] as const;

function mistake(name: string): string {
  return `\`${name}\` was used as a handler. Call it to get the handler: \`${name}()\`.`;
}

/** What a server responds to a request, as text. */
async function get(server: Server): Promise<string> {
  const response = await fetch(await serveForTest(server), { signal: AbortSignal.timeout(60_000) });
  return response.text();
}

// As apps without types may use it: as if it were the handler.
describe.each(NAMES)('%s without its call says what to do', (name) => {
  it('in Express', async () => {
    const { authbeat } = await authbeatForTest();
    const app = express().use(toExpress(authbeat)[name] as unknown as express.RequestHandler);
    const sayError: ErrorRequestHandler = (error: Error, _request, response, _next) => {
      response.send(error.message);
    };
    expect(await get(createServer(app.use(sayError)))).toBe(mistake(name));
  });

  it('in Fastify', async () => {
    const { authbeat } = await authbeatForTest();
    const app = fastify();
    onTestFinished(async () => app.close());
    app.addHook('onRequest', toFastify(authbeat)[name] as unknown as FastifyHook);
    app.get('/', () => 'Hello');
    app.setErrorHandler((error: Error) => error.message);
    expect((await app.inject('/')).body).toBe(mistake(name));
  });

  it('in Hono', async () => {
    const { authbeat } = await authbeatForTest();
    const app = new Hono()
      .use(toHono(authbeat)[name] as unknown as MiddlewareHandler)
      .onError((error, c) => c.text(error.message));
    expect(await get(createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server)).toBe(
      mistake(name),
    );
  });

  it('to a handler of Node', async () => {
    const { authbeat } = await authbeatForTest();
    const handle = toNode(authbeat)[name] as unknown as RequestListener;
    const server = createServer((request, response) => {
      try {
        handle(request, response);
      } catch (error) {
        response.end((error as Error).message);
      }
    });
    expect(await get(server)).toBe(mistake(name));
  });

  it('to a handler of fetch, and to one that wraps the handler of the app', async () => {
    const { authbeat } = await authbeatForTest();
    const handle = toFetch(authbeat)[name] as unknown as (argument: unknown) => unknown;
    expect(() => handle(new Request('https://app.example.com/'))).toThrow(new TypeError(mistake(name)));
    expect(() => handle(() => new Response())).toThrow(new TypeError(mistake(name)));
  });
});

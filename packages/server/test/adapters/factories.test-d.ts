import { createServer } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { describe, expectTypeOf, it } from 'vitest';
import type { ExpressHandlers } from '../../src/adapters/express.ts';
import type { FastifyHandlers } from '../../src/adapters/fastify.ts';
import type { FetchHandlers } from '../../src/adapters/fetch.ts';
import type { HonoHandlers } from '../../src/adapters/hono.ts';
import type { NodeHandlers } from '../../src/adapters/node.ts';

/** Apps that pass on what makes the handler, in place of the handler. The compiler checks them; they are not run. */
const mistakes = {
  express({ endpoints, page, api, webhook, shell }: ExpressHandlers) {
    const app = express();
    // @ts-expect-error: without the call
    app.use(endpoints);
    // @ts-expect-error: without the call
    app.get('/', page);
    // @ts-expect-error: without the call
    app.use(api);
    // @ts-expect-error: without the call
    app.post('/', webhook);
    // @ts-expect-error: without the call
    app.use(shell);
  },

  fastify({ endpoints, page, api, webhook, shell }: FastifyHandlers) {
    const app = fastify();
    // @ts-expect-error: without the call
    app.addHook('onRequest', endpoints);
    // @ts-expect-error: without the call
    app.get('/page', { onRequest: page }, () => '');
    // @ts-expect-error: without the call
    app.get('/api', { onRequest: [api] }, () => '');
    // @ts-expect-error: without the call
    app.post('/webhook', { preHandler: webhook }, () => '');
    // @ts-expect-error: without the call
    app.get('/shell', { onRequest: shell }, () => '');
  },

  hono({ endpoints, page, api, webhook, shell }: HonoHandlers) {
    const app = new Hono();
    // @ts-expect-error: without the call
    app.use(endpoints);
    // @ts-expect-error: without the call
    app.get('/page', page, (c) => c.text(''));
    // @ts-expect-error: without the call
    app.use(api);
    // @ts-expect-error: without the call
    app.post('/webhook', webhook, (c) => c.text(''));
    // @ts-expect-error: without the call
    app.use(shell);
  },

  fetch({ endpoints, page, api }: FetchHandlers, request: Request) {
    // @ts-expect-error: without the call
    void endpoints(request);
    // @ts-expect-error: without the call
    page(() => new Response());
    // @ts-expect-error: without the call
    api(() => new Response());
  },

  node({ endpoints, api }: NodeHandlers) {
    // @ts-expect-error: without the call
    createServer(endpoints);
    // @ts-expect-error: without the call
    createServer(api);
  },
};

describe('factories of handlers', () => {
  it('are no handlers in any framework', () => {
    expectTypeOf<keyof typeof mistakes>().toEqualTypeOf<'express' | 'fastify' | 'hono' | 'fetch' | 'node'>();
  });
});

import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Express } from 'express';
import fastify, { type FastifyInstance } from 'fastify';
import { Hono } from 'hono';
import { describe, expectTypeOf, it } from 'vitest';
import type { ExpressHandlers } from '../../src/adapters/express.ts';
import type { FastifyHandlers } from '../../src/adapters/fastify.ts';
import type { FetchHandlers } from '../../src/adapters/fetch.ts';
import type { HonoHandlers } from '../../src/adapters/hono.ts';
import type { NodeHandlers } from '../../src/adapters/node.ts';
import type { Principal } from '../../src/index.ts';

/** Apps as people write them. The compiler checks them; they are not run. */
const apps = {
  express({ endpoints, page, api }: ExpressHandlers): Express {
    return express()
      .use(endpoints())
      .get('/pages/:name', page(), (request) => {
        expectTypeOf(request.authbeat).toEqualTypeOf<Principal>();
        expectTypeOf(request.params.name).toEqualTypeOf<string>();
      })
      .use('/api', api({ accept: ['session', 'context'] }), express.json());
  },

  fastify({ endpoints, page, webhook }: FastifyHandlers): FastifyInstance {
    const app = fastify();
    app.addHook('onRequest', endpoints());
    app.get<{ Params: { name: string } }>('/pages/:name', { onRequest: page() }, (request) => {
      expectTypeOf(request.authbeat).toEqualTypeOf<Principal>();
      expectTypeOf(request.params.name).toEqualTypeOf<string>();
    });
    app.post('/webhook', { preHandler: [webhook()] }, () => '');
    return app;
  },

  hono({ endpoints, page, shell }: HonoHandlers) {
    const app = new Hono<{ Variables: { requestId: string } }>();
    app.use(endpoints());
    app.get('/pages/:name', page(), (c) => {
      expectTypeOf(c.get('authbeat')).toEqualTypeOf<Principal>();
      expectTypeOf(c.var.authbeat).toEqualTypeOf<Principal>();
      expectTypeOf(c.get('requestId')).toEqualTypeOf<string>();
      expectTypeOf(c.req.param('name')).toEqualTypeOf<string>();
      return c.text('');
    });
    app.get('/shell', shell(), (c) => {
      // @ts-expect-error: there is no principal behind a shell
      c.get('authbeat');
      return c.text('');
    });
    return app;
  },

  fetch({ endpoints, page, api, shell }: FetchHandlers) {
    class FrameworkRequest extends Request {
      readonly params = { name: 'x' };
    }
    const handler = page()((request: FrameworkRequest, principal, context: { locale: string }) => {
      expectTypeOf(principal).toEqualTypeOf<Principal>();
      return Response.json([request.params.name, context.locale]);
    });
    expectTypeOf(handler).parameters.toEqualTypeOf<[FrameworkRequest, { locale: string }]>();
    expectTypeOf(endpoints()).returns.resolves.toEqualTypeOf<Response | undefined>();
    expectTypeOf(shell()(() => new Response())).returns.resolves.toEqualTypeOf<Response>();
    return api()((request) => new Response(request.url));
  },

  async node({ endpoints, page, shell }: NodeHandlers, request: IncomingMessage, response: ServerResponse) {
    expectTypeOf(await endpoints()(request, response)).toEqualTypeOf<boolean>();
    expectTypeOf(await page()(request, response)).toEqualTypeOf<Principal | undefined>();
    expectTypeOf(await shell()(request, response)).toEqualTypeOf<boolean>();
  },
};

describe('principals', () => {
  it('are typed in every framework', () => {
    expectTypeOf<keyof typeof apps>().toEqualTypeOf<'express' | 'fastify' | 'hono' | 'fetch' | 'node'>();
  });
});

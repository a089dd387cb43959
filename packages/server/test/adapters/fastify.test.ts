import { Readable } from 'node:stream';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { toFastify } from '../../src/adapters/fastify.ts';
import { authbeatForTest, lenient, PRINCIPAL } from './support.ts';
import { describeAdapter } from '../../src/testing/index.ts';
import { OWN_PARSERS, serve } from './apps/fastify.ts';

describeAdapter('Fastify', { serve, parsers: [OWN_PARSERS] }, { describe, it });

describe('toFastify', () => {
  it('responds to injected requests', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const { endpoints, page } = toFastify(authbeat);
    const app = fastify();
    app.addHook('onRequest', endpoints());
    app.get('/page/foo', { onRequest: page() }, (request) => request.authbeat);
    const exchange = await app.inject({
      method: 'POST',
      url: '/authbeat/session',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: tenant.exchangeForm(),
    });
    expect(exchange.statusCode).toBe(200);
    const admitted = await app.inject(tenant.iframe('/page/foo'));
    expect(admitted.json()).toMatchObject({ kind: 'iframe', clientKey: tenant.clientKey });
    expect((await app.inject('/page/foo')).statusCode).toBe(401);
  });

  it('verifies the URL that arrived, not the result of `rewriteUrl`', async () => {
    const { authbeat, tenant } = await authbeatForTest();
    const app = fastify({ rewriteUrl: () => '/rewritten' });
    app.get('/rewritten', { onRequest: toFastify(authbeat).page() }, () => 'admitted');
    expect((await app.inject(tenant.iframe('/page/foo?x=1'))).body).toBe('admitted');
    expect((await app.inject(tenant.iframe('/rewritten').replace('rewritten', 'other'))).statusCode).toBe(
      401,
    );
  });

  it("leaves bodies to Fastify's own parsers, whichever hook a guard is", async () => {
    const { authbeat } = await authbeatForTest();
    const { endpoints, api } = toFastify(lenient(authbeat));
    const app = fastify();
    app.addHook('onRequest', endpoints());
    const hooks = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const;
    for (const hook of hooks) {
      app.post(`/${hook}`, { [hook]: api() }, (request) => [request.body, request.authbeat.accountId]);
    }
    for (const hook of hooks) {
      const response = await app.inject({ method: 'POST', url: `/${hook}`, payload: { hook } });
      expect(response.json()).toEqual([{ hook }, PRINCIPAL.accountId]);
    }
  });

  it('prevents the caching of an error whose body is a stream', async () => {
    const { authbeat } = await authbeatForTest();
    const app = fastify();
    app.get<{ Params: { status: string } }>(
      '/shell/:status',
      { onRequest: toFastify(authbeat).shell() },
      (request, reply) => reply.code(Number(request.params.status)).send(Readable.from(['a page'])),
    );
    expect((await app.inject('/shell/200')).headers['cache-control']).toBe('public, max-age=300');
    expect((await app.inject('/shell/404')).headers['cache-control']).toBe('no-store');
  });

  it('does not touch a request that got a response before the verdict', async () => {
    const { authbeat } = await authbeatForTest();
    const decision = Promise.withResolvers<void>();
    const reached: string[] = [];
    const app = fastify();
    app.addHook('onRequest', (_request, reply, done) => {
      done();
      void reply.code(504).send('late');
      decision.resolve();
    });
    app.get('/api/me', { onRequest: toFastify(lenient(authbeat, { until: decision.promise })).api() }, () => {
      reached.push('handler');
      return '';
    });
    expect((await app.inject('/api/me')).statusCode).toBe(504);
    await new Promise(setImmediate);
    expect(reached).toEqual([]);
  });
});

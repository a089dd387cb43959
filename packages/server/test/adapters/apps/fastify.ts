import { buffer, text } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { toFastify } from '../../../src/adapters/fastify.ts';
import type { AppPlan, RunningApp } from '../../../src/testing/index.ts';

export const OWN_PARSERS = "Fastify's content type parsers";

export async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, ...guards } = toFastify(plan.authbeat, plan.options);
  const app = fastify({ trustProxy: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(plan.headersInFront);
    if (plan.parser === 'drain') await buffer(request.raw);
  });
  app.addHook('onRequest', endpoints());
  if (plan.parser === OWN_PARSERS) {
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => {
        done(null, Object.fromEntries(new URLSearchParams(body.toString())));
      },
    );
  } else {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => {
      done(null);
    });
  }
  await app.register(
    async (mounted: FastifyInstance) => {
      for (const name of ['page', 'api', 'webhook', 'shell'] as const) {
        mounted.all(`/${name}/*`, { onRequest: guards[name]() }, async (request, reply) => {
          const body = plan.parser === 'none' ? await text(request.raw) : '';
          const own = plan.handler({ principal: request.authbeat, body });
          return reply
            .code(own.status ?? 200)
            .headers(own.headers ?? {})
            .send(own.body);
        });
      }
    },
    { prefix: plan.prefix },
  );
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: Number(new URL(address).port),
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

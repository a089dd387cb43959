import { buffer, text } from 'node:stream/consumers';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, it } from 'vitest';
import { toFastify } from '../../src/adapters/fastify.ts';
import { describeAdapter, type AppPlan, type RunningApp } from '../../src/testing/index.ts';

const OWN_PARSERS = "Fastify's content type parsers";

async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api } = toFastify(plan.authbeat, plan.options);
  const app = fastify({ trustProxy: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(plan.headersInFront);
    if (plan.parser === 'drain') await buffer(request.raw);
  });
  app.addHook('onRequest', endpoints);
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
      for (const [path, guard] of [
        ['/page/*', page()],
        ['/api/*', api()],
      ] as const) {
        mounted.all(path, { onRequest: guard }, async (request, reply) => {
          const body = plan.parser === 'none' ? await text(request.raw) : '';
          const answer = plan.handler({ principal: request.authbeat, body });
          return reply.headers(answer.headers ?? {}).send(answer.body);
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

describeAdapter('Fastify', { serve, parsers: [OWN_PARSERS] }, { describe, it });

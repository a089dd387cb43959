import { toFastify } from '@authbeat/server/fastify';
import jwt from '@fastify/jwt';
import fastify from 'fastify';
import { API_HEADERS } from '../fixture.ts';
import { peerRequests, sessionRequests, type Target } from './target.ts';

type App = ReturnType<typeof createApp>;

function createApp() {
  return fastify();
}

async function listen(app: App): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as { port: number };
  return port;
}

export const FASTIFY_TARGETS: readonly Target[] = [
  {
    name: 'Fastify',
    async start(fixture) {
      const app = createApp();
      app.addHook('onRequest', toFastify(fixture.authbeat).endpoints());
      app.get('/api/me', (_request, reply) => {
        for (const [name, value] of API_HEADERS) reply.header(name, value);
        reply.send({ account: 'alice' });
      });
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: 'Fastify + Authbeat api()',
    baseline: 'Fastify',
    async start(fixture) {
      const { endpoints, api } = toFastify(fixture.authbeat);
      const app = createApp();
      app.addHook('onRequest', endpoints());
      app.get('/api/me', { onRequest: api() }, (_request, reply) => {
        reply.send({ account: 'alice' });
      });
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: 'Fastify + @fastify/jwt',
    baseline: 'Fastify',
    async start(fixture) {
      const app = createApp();
      await app.register(jwt, { secret: fixture.secret });
      app.get('/api/me', { onRequest: async (request) => request.jwtVerify() }, (_request, reply) => {
        for (const [name, value] of API_HEADERS) reply.header(name, value);
        reply.send({ account: 'alice' });
      });
      return { port: await listen(app), requests: peerRequests(fixture) };
    },
  },
];

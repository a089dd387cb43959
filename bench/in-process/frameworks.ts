import { IncomingMessage, ServerResponse, type RequestListener } from 'node:http';
import { Socket } from 'node:net';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { toExpress } from '@authbeat/server/express';
import { toFastify } from '@authbeat/server/fastify';
import { toHono } from '@authbeat/server/hono';
import { toNode } from '@authbeat/server/node';
import { getRequestListener } from '@hono/node-server';
import express4, { type RequestHandler } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { API_HEADERS, type Fixture } from '../fixture.ts';
import type { Operation } from './operations.ts';

/** Accounts whose tokens are used by turns. */
const ACCOUNTS = 64;
/** Requests in one turn of the event loop, as over so many connections. Between turns, Node forgets finished ones. */
const TURN = 32;
const BODY = { account: 'alice' };

/**
 * A request through each framework, from its listener to the end of the response, without a socket: what a guard adds
 * is not lost in the cost of the network. `endpoints()` is mounted with and without the guard.
 */
export async function createFrameworkOperations(fixture: Fixture): Promise<readonly Operation[]> {
  const { authbeat } = fixture;
  const tokens = await fixture.sessionTokens(ACCOUNTS);
  const express5 = createRequire(import.meta.url)('express5') as typeof express4;
  const listeners = {
    'node:http': withNode(authbeat),
    'Express 4': withExpress(authbeat, express4),
    'Express 5': withExpress(authbeat, express5),
    Fastify: await withFastify(authbeat),
    Hono: withHono(authbeat),
  };
  return Object.entries(listeners).flatMap(([name, { bare, guarded }]): readonly Operation[] => [
    { name: `${name}, no socket`, run: (index) => handle(bare, tokens, index) },
    {
      name: `${name} + api(), no socket`,
      baseline: `${name}, no socket`,
      run: (index) => handle(guarded, tokens, index),
    },
  ]);
}

interface Listeners {
  readonly bare: RequestListener;
  readonly guarded: RequestListener;
}

type Authbeat = Fixture['authbeat'];

function withNode(authbeat: Authbeat): Listeners {
  const { endpoints, api } = toNode(authbeat);
  const [filter, guard] = [endpoints(), api()];
  const respond = (response: ServerResponse): void => {
    const body = JSON.stringify(BODY);
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-length', body.length);
    response.end(body);
  };
  return {
    bare(request, response) {
      void filter(request, response, () => {
        for (const [name, value] of API_HEADERS) response.setHeader(name, value);
        respond(response);
      });
    },
    guarded(request, response) {
      void filter(request, response, () => {
        void guard(request, response, () => {
          respond(response);
        });
      });
    },
  };
}

function withExpress(authbeat: Authbeat, express: typeof express4): Listeners {
  const { endpoints, api } = toExpress(authbeat);
  const setHeaders: RequestHandler = (_request, response, next) => {
    for (const [name, value] of API_HEADERS) response.setHeader(name, value);
    next();
  };
  const me: RequestHandler = (_request, response) => {
    response.json(BODY);
  };
  return {
    bare: express().use(endpoints()).get('/api/me', setHeaders, me),
    guarded: express().use(endpoints()).get('/api/me', api(), me),
  };
}

async function withFastify(authbeat: Authbeat): Promise<Listeners> {
  const { endpoints, api } = toFastify(authbeat);
  const [bare, guarded] = [fastify(), fastify()];
  for (const app of [bare, guarded]) app.addHook('onRequest', endpoints());
  bare.get('/api/me', (_request, reply) => {
    for (const [name, value] of API_HEADERS) reply.header(name, value);
    reply.send(BODY);
  });
  guarded.get('/api/me', { onRequest: api() }, (_request, reply) => {
    reply.send(BODY);
  });
  await Promise.all([bare.ready(), guarded.ready()]);
  return {
    bare: (request, response) => {
      bare.routing(request, response);
    },
    guarded: (request, response) => {
      guarded.routing(request, response);
    },
  };
}

function withHono(authbeat: Authbeat): Listeners {
  const { endpoints, api } = toHono(authbeat);
  const [bare, guarded] = [new Hono().use(endpoints()), new Hono().use(endpoints())];
  bare.get('/api/me', (c) => {
    for (const [name, value] of API_HEADERS) c.header(name, value);
    return c.json(BODY);
  });
  guarded.get('/api/me', api(), (c) => c.json(BODY));
  const listen = (app: Hono): RequestListener => {
    const listener = getRequestListener(app.fetch);
    return (request, response) => void listener(request, response);
  };
  return { bare: listen(bare), guarded: listen(guarded) };
}

/** Resolves once the response has ended; returns nothing if it has at once. */
function handle(listener: RequestListener, tokens: readonly string[], index: number): void | Promise<void> {
  const request = createRequest(tokens[index % tokens.length] ?? '');
  const response = new ServerResponse(request);
  const ended = Promise.withResolvers<void>();
  let status: number | undefined;
  const end = response.end.bind(response) as (...rest: unknown[]) => ServerResponse;
  response.end = (...rest: unknown[]) => {
    status = response.statusCode;
    if (status === 200) ended.resolve();
    else ended.reject(new Error(`The response has status ${status}.`));
    return end(...rest);
  };
  listener(request, response);
  if (status !== 200) return ended.promise;
  return index % TURN === 0 ? setImmediate() : undefined;
}

const SOCKET = new Socket();

function createRequest(token: string): IncomingMessage {
  const request = new IncomingMessage(SOCKET);
  const headers = { host: 'app.example.com', accept: 'application/json', authorization: `Bearer ${token}` };
  request.method = 'GET';
  request.url = '/api/me';
  request.httpVersion = '1.1';
  request.headers = headers;
  request.rawHeaders = Object.entries(headers).flat();
  return request;
}

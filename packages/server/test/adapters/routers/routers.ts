import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Duplex } from 'node:stream';
import { parse } from 'node:querystring';
import { createAdaptorServer } from '@hono/node-server';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import { Hono } from 'hono';
import { toExpress } from '../../../src/adapters/express.ts';
import { toFastify } from '../../../src/adapters/fastify.ts';
import { toFetch } from '../../../src/adapters/fetch.ts';
import { toHono } from '../../../src/adapters/hono.ts';
import { toNode } from '../../../src/adapters/node.ts';
import type { Authbeat } from '../../../src/index.ts';

/** What a framework hands to a handler of the app behind `page()`. */
export interface Handed {
  /** The parts of the path that the framework's router has matched, decoded. `lead` is empty without one. */
  readonly lead: string;
  readonly name: string;
  readonly part: string;
  /** The query, as the framework has parsed it. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** A server whose handlers report what they were handed. */
export type RouterServer = (authbeat: Authbeat, report: (handed: Handed) => void) => Promise<Server>;

type Params = Readonly<Record<string, string>>;

const ROUTES = ['/page/:name/:part', '/:lead/page/:name/:part'];

const withExpress =
  (framework: typeof express): RouterServer =>
  async (authbeat, report) => {
    const app = framework().set('query parser', 'simple').set('env', 'test');
    app.get(ROUTES, toExpress(authbeat).page(), (request, response) => {
      const { lead = '', name = '', part = '' } = request.params as Params;
      report({ lead, name, part, query: { ...request.query } });
      response.end();
    });
    return createServer(app);
  };

/** Handlers that route by themselves, by pattern and with Node's own parsers. */
const PATTERN = /^(?:\/([^/]+))?\/page\/([^/]+)\/([^/]+)$/;

export const ROUTERS: Readonly<Record<string, RouterServer>> = {
  'Express 5': withExpress(express),
  'Express 4': withExpress(express4),
  async Fastify(authbeat, report) {
    const app = fastify({ routerOptions: { querystringParser: (query) => parse(query) } });
    for (const route of ROUTES) {
      app.get(route, { onRequest: toFastify(authbeat).page() }, (request) => {
        const { lead = '', name = '', part = '' } = request.params as Params;
        report({ lead, name, part, query: { ...(request.query as object) } });
        return '';
      });
    }
    await app.ready();
    return app.server;
  },
  async Hono(authbeat, report) {
    const app = new Hono();
    for (const route of ROUTES) {
      app.get(route, toHono(authbeat).page(), (c) => {
        const { lead = '', name = '', part = '' }: Params = c.req.param();
        report({ lead, name, part, query: single(c.req.queries()) });
        return c.body(null);
      });
    }
    return createAdaptorServer({ fetch: app.fetch }) as Server;
  },
  async Fetch(authbeat, report) {
    const guarded = toFetch(authbeat).page()((request) => {
      const { pathname, searchParams } = new URL(request.url);
      const [, lead = '', name = '', part = ''] = PATTERN.exec(pathname) ?? [];
      const names = [...new Set(searchParams.keys())];
      const query = Object.fromEntries(names.map((key) => [key, searchParams.getAll(key)]));
      report({ lead: decode(lead), name: decode(name), part: decode(part), query: single(query) });
      return new Response(null);
    });
    const handle = async (request: Request): Promise<Response> =>
      PATTERN.test(new URL(request.url).pathname) ? guarded(request) : new Response(null, { status: 404 });
    return createAdaptorServer({ fetch: handle, overrideGlobalObjects: false }) as Server;
  },
  async node(authbeat, report) {
    const guard = toNode(authbeat).page();
    const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
      const [, lead = '', name, part] = PATTERN.exec(path) ?? [];
      if (name === undefined || part === undefined) {
        response.writeHead(404).end();
      } else if (await guard(request, response)) {
        report({ lead: decode(lead), name: decode(name), part: decode(part), query: { ...parse(query) } });
        response.end();
      }
    };
    return createServer((request, response) => {
      void handle(request, response);
    });
  },
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** As `node:querystring` has it: one value by itself, several as a list. */
function single(lists: Readonly<Record<string, readonly string[]>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, list]) => [name, list.length === 1 ? list[0] : list]),
  );
}

/** A connection without a network: what is written to it is gone. */
class NoSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1';
  readonly encrypted = false;
  override _read(): void {
    // Nothing ever arrives.
  }
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
  setTimeout(): this {
    return this;
  }
  destroySoon(): void {
    this.destroy();
  }
}

/**
 * Lets a server handle a GET request for a target as if it had arrived, without a socket and a parser, which would
 * refuse some targets. Resolves with the status.
 */
export async function handle(server: Server, target: string): Promise<number> {
  const socket = new NoSocket() as unknown as ConstructorParameters<typeof IncomingMessage>[0];
  const request = new IncomingMessage(socket);
  Object.assign(request, {
    method: 'GET',
    url: target,
    httpVersion: '1.1',
    httpVersionMajor: 1,
    complete: true,
  });
  request.headers = { host: 'app.example.com' };
  request.rawHeaders.push('Host', 'app.example.com');
  request.push(null);
  const response = new ServerResponse(request);
  response.assignSocket(socket);
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('finish', resolve).once('close', resolve);
  server.emit('request', request, response);
  await promise;
  return response.statusCode;
}

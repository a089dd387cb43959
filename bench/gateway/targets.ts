import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGateway } from '@authbeat/gateway';
import {
  createUpstream,
  filterHeaders,
  hopByHop,
  passHeaders,
  relay,
  type Upstream,
} from '@authbeat/gateway/proxy';
import type { Fixture } from '../fixture.ts';
import { listen, pageRequests, sessionRequests, type ClientRequest, type Target } from '../http/target.ts';

const publicRequests = async (): Promise<readonly ClientRequest[]> => [{ path: '/static/app.js' }];
const pages = async (fixture: Fixture): Promise<readonly ClientRequest[]> => pageRequests(fixture);

/** What the gateway does with the requests, and where they come from. */
const KINDS: readonly (readonly [
  name: string,
  requestsOf: (fixture: Fixture) => Promise<readonly ClientRequest[]>,
])[] = [
  ['a public path', publicRequests],
  ['a live page', pages],
  ['an API by jwt', sessionRequests],
];

/** What the app behind the gateway responds, and after how long. */
export interface App {
  readonly bytes: number;
  readonly delayMs: number;
}

/** The least that an app can do, and what one does that reads a database. */
const APPS: readonly App[] = [
  { bytes: 19, delayMs: 0 },
  { bytes: 20_000, delayMs: 5 },
];

/** A target of the gateway, and the engine alone beside it. */
export interface GatewayPair {
  readonly requests: string;
  readonly app: App;
  readonly engine: Target;
  readonly gateway: Target;
}

export const GATEWAY_PAIRS: readonly GatewayPair[] = APPS.flatMap((app) =>
  KINDS.map(([requests, requestsOf]): GatewayPair => {
    const name = `${requests}, ${app.bytes} bytes after ${app.delayMs} ms`;
    return {
      requests,
      app,
      engine: {
        name: `proxy engine, ${name}`,
        start: async (fixture) => ({ port: await startEngine(app), requests: await requestsOf(fixture) }),
      },
      gateway: {
        name: `Authbeat gateway, ${name}`,
        start: async (fixture) => ({
          port: await startGateway(fixture, app),
          requests: await requestsOf(fixture),
        }),
      },
    };
  }),
);

async function startUpstream({ bytes, delayMs }: App): Promise<string> {
  const child = fork(new URL('upstream.ts', import.meta.url), [String(bytes), String(delayMs)]);
  const [port] = (await once(child, 'message')) as [number];
  return `http://127.0.0.1:${port}`;
}

/** Requests and responses pass through, and nothing is guarded. */
async function startEngine(app: App): Promise<number> {
  const upstream = createUpstream({ upstream: await startUpstream(app), upstreamTimeout: 60 });
  return listen(createServer((request, response) => void passOn(upstream, request, response)));
}

async function passOn(upstream: Upstream, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { method = 'GET', url: path = '/' } = request;
  const outgoing = { method, path, headers: passHeaders(request) };
  const incoming = await upstream.send(outgoing, { incoming: request, signal: gone.signal });
  const isHop = hopByHop(incoming.rawHeaders);
  const headers = filterHeaders(incoming.rawHeaders, (name) => !isHop(name));
  relay(incoming, response, headers);
}

async function startGateway({ sessionKey, store }: Fixture, app: App): Promise<number> {
  const gateway = createGateway({
    upstream: await startUpstream(app),
    server: { sessionKeys: [sessionKey], store, limits: false },
    apis: [{ path: '/api/*' }],
    public: ['/static/*'],
  });
  await gateway.open();
  return listen(createServer(gateway.onRequest));
}

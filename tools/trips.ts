/** The trips that docs/trips.md follows, each as requests to an app that runs here. Only what goes over the wire is used, so that they run against older commits, too. */
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SignJWT } from 'jose';

/** What has to happen before a trip, and the trip itself. */
export interface Trip {
  readonly name: string;
  readonly prepare: () => Promise<() => Promise<unknown>>;
}

const APP_KEY = 'trips';
/** What a host adds to the URL of a frame, in the order and encoding of the canonical request. */
const QUERY = 'issue=AB-1&xdm_e=https%3A%2F%2Fexample.atlassian.net';
const SECRET = randomUUID() + randomUUID();
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/**
 * Starts an app on the packages of a checkout.
 *
 * @param root where the checkout is
 */
export async function startTrips(root: string): Promise<{ trips: readonly Trip[]; close: () => void }> {
  const load = async (path: string) => import(join(root, 'packages', path));
  const { createAuthbeat } = await load('server/src/index.ts');
  const { memoryStore } = await load('server/src/stores/memory.ts');
  const { toNode } = await load('server/src/adapters/node.ts');
  const { scan } = await load('scanner/src/index.ts');

  const keyServer = await listen((_, response) => {
    response.end(publicKey.export({ type: 'spki', format: 'pem' }));
  });
  let handle: (request: IncomingMessage, response: ServerResponse) => unknown = () => undefined;
  const app = await listen((request, response) => void handle(request, response));
  const baseUrl = urlOf(app);
  const authbeat = createAuthbeat({
    appKey: APP_KEY,
    baseUrl,
    sessionKeys: [randomUUID() + randomUUID()],
    installKeyServers: [urlOf(keyServer)],
    store: memoryStore(),
  });
  const handlers = toNode(authbeat);
  // Once, `endpoints` was the handler itself.
  const endpoints = handlers.endpoints.length > 1 ? handlers.endpoints : handlers.endpoints();
  const page = handlers.page();
  handle = async (request, response) => {
    if (await endpoints(request, response)) return;
    if (await page(request, response)) response.end('Admitted');
  };
  await authbeat.open();

  const guarded = await listen((request, response) => {
    if (request.url === '/atlassian-connect.json') response.end(JSON.stringify(descriptorOf(urlOf(guarded))));
    else response.writeHead(401).end();
  });

  const send = async (path: string, expected: number, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(new URL(path, baseUrl), init);
    if (response.status !== expected) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const postForm = async (path: string, fields: Record<string, string>): Promise<Response> =>
    send(path, 200, { method: 'POST', body: new URLSearchParams(fields) });
  const install = async (clientKey: string): Promise<() => Promise<unknown>> => {
    const path = '/authbeat/installed';
    const claims = { iss: clientKey, aud: baseUrl, qsh: qshOf('POST', path), ...times(180) };
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key' }).sign(privateKey);
    const headers = { authorization: `JWT ${token}`, 'content-type': 'application/json' };
    const site = { key: APP_KEY, clientKey, sharedSecret: SECRET, baseUrl: 'https://example.atlassian.net' };
    const body = JSON.stringify({ ...site, eventType: 'installed' });
    return async () => send(path, 204, { method: 'POST', headers, body });
  };
  await (
    await install('tenant')
  )();

  const exchange = async (): Promise<() => Promise<Response>> => {
    const subject_token = await contextToken();
    return async () =>
      postForm('/authbeat/session', {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        subject_token,
      });
  };
  const expiredUrl = async (): Promise<string> =>
    `/panel?${QUERY}&jwt=${await sign({ qsh: qshOf('GET', '/panel', QUERY), ...times(-60) })}`;
  const recover = async (): Promise<() => Promise<Response>> => {
    const fields = { url: await expiredUrl(), subject_token: await contextToken() };
    return async () => postForm('/authbeat/recovery', fields);
  };

  const trips: readonly Trip[] = [
    {
      name: 'Expired page load',
      async prepare() {
        const url = await expiredUrl();
        return async () => send(url, 401);
      },
    },
    { name: 'Its recovery', prepare: recover },
    {
      name: 'The load with a page ticket',
      async prepare() {
        const { url } = await (await (await recover())()).json();
        return async () => send(url, 200);
      },
    },
    { name: 'Exchange', prepare: exchange },
    {
      name: 'Heartbeat',
      async prepare() {
        const beat = async (token: string): Promise<Response> =>
          send('/authbeat/heartbeat', 200, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
        const { access_token: first } = await (await (await exchange())()).json();
        // The first heartbeat reads the session's record from the store, later ones do not.
        const { access_token: next } = await (await beat(first)).json();
        return async () => beat(next);
      },
    },
    {
      name: 'Probe',
      prepare: async () => async () =>
        scan({ descriptorUrl: `${urlOf(guarded)}/atlassian-connect.json`, only: ['authentication'] }),
    },
    { name: 'Install', prepare: async () => install(randomUUID()) },
  ];
  return { trips, close: () => [keyServer, app, guarded].forEach((server) => server.close()) };
}

async function listen(handle: RequestListener): Promise<Server> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server.unref();
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function descriptorOf(baseUrl: string): object {
  const panel = { key: 'panel', url: '/panel', name: { value: 'Panel' } };
  const modules = { webPanels: [panel] };
  return { key: APP_KEY, baseUrl, authentication: { type: 'jwt' }, modules };
}

async function contextToken(): Promise<string> {
  return sign({ qsh: 'context-qsh', context: {}, ...times(900) });
}

async function sign(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT({ iss: 'tenant', sub: 'account', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET));
}

function qshOf(method: string, path: string, query = ''): string {
  return createHash('sha256').update(`${method}&${path}&${query}`).digest('hex');
}

/** @param end seconds from now */
function times(end: number): { iat: number; exp: number } {
  const now = Math.floor(Date.now() / 1000);
  return { iat: Math.min(now, now + end - 180), exp: now + end };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { verifyProof, type VerifiedProof } from '@authbeat/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Client } from '../../src/client.ts';
import { dpop } from '../../src/sources/dpop.ts';
import { unsignedJwt } from '../harness/jwt.ts';
import { next, openPage } from '../harness/real-world.ts';

interface Arrival extends VerifiedProof {
  readonly what: string;
  readonly authorization: string | undefined;
  readonly status: number;
}

interface Backend {
  readonly client: Client;
  readonly baseUrl: string;
  readonly arrivals: Arrival[];
  readonly bodies: string[];
  /** Refuse every proof. */
  acceptsNone: boolean;
  /** The nonce that proofs need from now on. */
  nonce: string;
  host: 'responds' | 'refuses';
}

/** A server with `senderConstrained`, which verifies every proof with core, and a page of its app. */
async function open({ tokenType = 'DPoP', lifetime = 900 } = {}): Promise<Backend> {
  const arrivals: Arrival[] = [];
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    backend.bodies.push(await text(request));
    const { authorization } = headers;
    const token = authorization?.replace(/^DPoP /, '');
    let isCurrent = true;
    const proof = await verifyProof(String(headers['dpop']), {
      method,
      url,
      baseUrl,
      ...(token !== undefined && { token }),
      acceptsNonce: (nonce) => (isCurrent = nonce === backend.nonce && !backend.acceptsNone),
    }).catch(() => undefined);
    // As the app's own handler may respond, behind a guard that adds the nonce to each response.
    const isDenied = url === '/denied';
    const status = proof && !isDenied ? 200 : 401;
    const what = `${method} ${url}`;
    arrivals.push({ what, authorization, status, thumbprint: '', proofId: '', ...proof });
    response.writeHead(status, {
      'content-type': 'application/json',
      ...((!(isCurrent && proof) || isDenied) && { 'dpop-nonce': backend.nonce }),
    });
    const session = {
      access_token: `session-${arrivals.length}`,
      token_type: tokenType,
      expires_in: lifetime,
    };
    response.end(JSON.stringify(proof ? session : { code: 'proof_nonce_required' }));
  }

  const backend: Backend = {
    baseUrl,
    arrivals,
    bodies: [],
    acceptsNone: false,
    nonce: 'nonce-1',
    host: 'responds',
    client: openPage(`${baseUrl}/page`, {
      source: dpop(),
      async getToken() {
        if (backend.host === 'refuses') throw new Error('no token');
        return unsignedJwt({ iss: 'tenant', sub: 'account', exp: Date.now() / 1_000 + 900 });
      },
    }),
  };
  onTestFinished(async () => {
    backend.client.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return backend;
}

/** The paths and results of all requests so far. */
const linesOf = ({ arrivals }: Backend): string[] => arrivals.map(({ what, status }) => `${what} ${status}`);

test('every request has a proof of its own for the token that it carries, by one key', async () => {
  const backend = await open();
  const { client, arrivals, baseUrl } = backend;
  expect((await client.fetch(`${baseUrl}/api?page=2#part`)).status).toBe(200);
  await client.fetch(`${baseUrl}/api`, { method: 'POST', body: 'text' });
  await client.fetchTicketUrl(`${baseUrl}/api`).catch(() => {});
  await client.signOut();
  expect(linesOf(backend)).toEqual([
    // The first request finds out the nonce.
    'POST /authbeat/session 401',
    'POST /authbeat/session 200',
    'GET /api?page=2 200',
    'POST /api 200',
    'POST /authbeat/ticket 200',
    'DELETE /authbeat/session 200',
  ]);
  const [, exchange, ...others] = arrivals;
  expect(exchange?.authorization).toBeUndefined();
  expect(new Set(others.map(({ authorization }) => authorization))).toEqual(new Set(['DPoP session-2']));
  const proven = arrivals.slice(1);
  expect(new Set(proven.map(({ thumbprint }) => thumbprint)).size).toBe(1);
  expect(new Set(proven.map(({ proofId }) => proofId)).size).toBe(proven.length);
});

test('a heartbeat proves the key as well', async () => {
  const backend = await open({ lifetime: 1 });
  await backend.client.ready;
  backend.host = 'refuses';
  await next(backend.client, 'renewed');
  expect(linesOf(backend).at(-1)).toBe('POST /authbeat/heartbeat 200');
  expect(backend.arrivals.at(-1)?.authorization).toBe('DPoP session-2');
});

test('a request whose nonce is old is sent again with the new one, with its body', async () => {
  const backend = await open();
  const { client, baseUrl } = backend;
  await client.ready;
  backend.nonce = 'nonce-2';
  expect((await client.fetch(`${baseUrl}/api`, { method: 'POST', body: 'text' })).status).toBe(200);
  expect(linesOf(backend).slice(2)).toEqual(['POST /api 401', 'POST /api 200']);
  expect(backend.bodies.slice(2)).toEqual(['text', 'text']);
});

test('a request that the server never accepts is sent twice and no more', async () => {
  const backend = await open();
  const { client, baseUrl } = backend;
  await client.ready;
  backend.acceptsNone = true;
  expect((await client.fetch(`${baseUrl}/api`)).status).toBe(401);
  expect(linesOf(backend).slice(2)).toEqual(['GET /api 401', 'GET /api 401']);
});

test('a request that the app itself refuses is not sent again', async () => {
  const backend = await open();
  const { client, baseUrl } = backend;
  await client.ready;
  expect((await client.fetch(`${baseUrl}/denied`, { method: 'POST', body: 'text' })).status).toBe(401);
  expect(linesOf(backend).slice(2)).toEqual(['POST /denied 401']);
});

test('two pages have two keys', async () => {
  const [one, other] = [await open(), await open()];
  await Promise.all([one.client.ready, other.client.ready]);
  expect(one.arrivals.at(-1)?.thumbprint).not.toBe(other.arrivals.at(-1)?.thumbprint);
});

test('no script can read the private key', async () => {
  const generate = vi.spyOn(crypto.subtle, 'generateKey');
  onTestFinished(() => generate.mockRestore());
  const { client } = await open();
  await client.ready;
  const keys = await Promise.all(generate.mock.results.map(async ({ value }) => value as Promise<unknown>));
  expect(keys).toMatchObject([{ privateKey: { extractable: false, usages: ['sign'] } }]);
});

test('a server that binds no session gives none', async () => {
  const { client } = await open({ tokenType: 'Bearer' });
  await expect(client.getToken()).rejects.toMatchObject({ code: 'unavailable' });
});

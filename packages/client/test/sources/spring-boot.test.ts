import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeSymmetric, SymmetricAlgorithm, decodeSymmetric } from 'atlassian-jwt';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { springBoot } from '../../src/sources/spring-boot.ts';
import { next, openPage, passUntil, takeOverClock } from '../harness/real-world.ts';

const SECRET = 'the shared secret of the tenant, as long as it has to be';

let server: Server;
let baseUrl: string;
/** The issuers of the tokens that the heartbeat got. */
let heartbeats: string[];

/**
 * What the starter does with `@ContextJwt`: admits `Authorization: JWT …` with the `qsh` `context-qsh`, and
 * nothing else. `GET /heartbeat` returns the next token.
 */
beforeEach(async () => {
  takeOverClock();
  heartbeats = [];
  server = createServer((request, response) => {
    const issuer = request.method === 'GET' ? issuerOf(request.headers.authorization) : undefined;
    response.statusCode = issuer === undefined ? 401 : 200;
    if (request.url !== '/heartbeat') return response.end('{}');
    heartbeats.push(issuer ?? 'refused');
    response.setHeader('Content-Type', 'application/json');
    return response.end(issuer === undefined ? '' : JSON.stringify({ token: mint('app') }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.useRealTimers();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A token as the starter makes it for a page (`app`), or as the host does (`tenant`). */
function mint(iss: 'app' | 'tenant', life = 180): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { iss, aud: ['app'], sub: 'account', iat, exp: iat + life, qsh: 'context-qsh' };
  return encodeSymmetric(claims, SECRET, SymmetricAlgorithm.HS256);
}

function issuerOf(authorization = ''): string | undefined {
  const [scheme, token = ''] = authorization.split(' ');
  if (scheme !== 'JWT') return undefined;
  try {
    const claims = decodeSymmetric(token, SECRET, SymmetricAlgorithm.HS256) as Record<string, unknown>;
    const admitted = Number(claims['exp']) > Date.now() / 1_000 && claims['qsh'] === 'context-qsh';
    return admitted ? String(claims['iss']) : undefined;
  } catch {
    return undefined;
  }
}

test.each([
  ['by the host’s token', async () => mint('tenant', 180), 'tenant'],
  ['by its present token where the bridge does not respond', async () => new Promise(() => {}), 'app'],
])('a page stays signed in past its token’s life, %s', async (_way, getToken, issuer) => {
  const client = openPage(`${baseUrl}/page`, {
    source: springBoot(),
    token: mint('app'),
    getToken,
  });
  for (let renewal = 0; renewal < 3; renewal += 1) {
    await passUntil(next(client, 'renewed'));
    expect((await client.fetch(`${baseUrl}/api`)).status).toBe(200);
  }
  expect(heartbeats.length).toBeGreaterThanOrEqual(2);
  expect(new Set(heartbeats)).toEqual(new Set([issuer]));
  client.dispose();
});

test('a user who has signed out of the host is signed out of the app, too', async () => {
  const client = openPage(`${baseUrl}/page`, {
    source: springBoot(),
    token: mint('app'),
    getToken: async () => Promise.reject(new Error('HTTP 403')),
  });
  await client.ready;
  await passUntil(next(client, 'failed'));
  expect(client.state.error?.code).toBe('host_refused');
  expect(heartbeats).toEqual([]);
  client.dispose();
});

test('a page whose token expired while it slept continues with a context token', async () => {
  const client = openPage(`${baseUrl}/page`, {
    source: springBoot(),
    token: mint('app', 0),
    getToken: async () => mint('tenant', 180),
  });
  expect((await client.fetch(`${baseUrl}/api`)).status).toBe(200);
  expect(heartbeats).toEqual(['tenant']);
  client.dispose();
});

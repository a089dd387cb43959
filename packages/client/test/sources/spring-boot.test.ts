import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeSymmetric, SymmetricAlgorithm, decodeSymmetric } from 'atlassian-jwt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { springBoot } from '../../src/sources/spring-boot.ts';
import { next, openPage } from '../harness/real-world.ts';

const SECRET = 'the shared secret of the tenant, as long as it has to be';

let server: Server;
let baseUrl: string;
let heartbeats: number;

/** As the recipe has it: `GET /heartbeat` with `Authorization: JWT …` answers `{ token }`; all else is 401. */
beforeEach(async () => {
  heartbeats = 0;
  server = createServer((request, response) => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    const good = scheme === 'JWT' && isGood(token) && request.method === 'GET';
    response.statusCode = good ? 200 : 401;
    if (request.url !== '/heartbeat') return response.end('{}');
    heartbeats += 1;
    response.setHeader('Content-Type', 'application/json');
    return response.end(good ? JSON.stringify({ token: mint() }) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function mint(life = 2): string {
  const iat = Math.floor(Date.now() / 1_000);
  const claims = { iss: 'app', aud: ['app'], clientKey: 'tenant', sub: 'account', iat, exp: iat + life };
  return encodeSymmetric(claims, SECRET, SymmetricAlgorithm.HS256);
}

function isGood(token: string): boolean {
  try {
    const { exp } = decodeSymmetric(token, SECRET, SymmetricAlgorithm.HS256) as { exp: number };
    return exp > Date.now() / 1_000;
  } catch {
    return false;
  }
}

test('a page stays signed in past its token’s life', async () => {
  const client = openPage(`${baseUrl}/page`, { source: springBoot(), token: mint() });
  for (let renewal = 0; renewal < 3; renewal += 1) {
    await next(client, 'renewed');
    expect((await client.fetch(`${baseUrl}/api`)).status).toBe(200);
  }
  expect(heartbeats).toBeGreaterThanOrEqual(2);
  client.dispose();
}, 20_000);

test('a page whose token has died in its sleep goes on with the host’s word', async () => {
  const client = openPage(`${baseUrl}/page`, {
    source: springBoot(),
    token: mint(0),
    getToken: async () => mint(60),
  });
  expect((await client.fetch(`${baseUrl}/api`)).status).toBe(200);
  expect(heartbeats).toBe(1);
  client.dispose();
});

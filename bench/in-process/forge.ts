import { generateKeyPairSync } from 'node:crypto';
import http, { createServer } from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { mintInvocationToken } from '@authbeat/core';
import { createAuthbeat, type AuthbeatRequest } from '@authbeat/server';
import { memoryStore } from '@authbeat/server/memory';
import type { Operation } from './operations.ts';

const APP_ID = 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';
const INSTALLATION_ID = 'ari:cloud:ecosystem::installation/5b2d0c1e-0000-4000-8000-000000000001';
const KID = 'forge/invocation-token/bench';
/** The key set that atlassian-connect-express requests, whatever its configuration. */
const PRODUCTION = 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json';
/** Tokens live for 25 seconds: less than a run. */
const RENEWED_AFTER_MS = 15_000;
const ACE = 'authenticateForge() of atlassian-connect-express';

type Middleware = (request: object, response: object, next: () => void) => Promise<void>;
type Authenticate = (addon: object) => Middleware;

/** Invocation tokens of Forge: ours beside the middleware of atlassian-connect-express, with one key server for both. */
export async function createForgeOperations(): Promise<readonly Operation[]> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' };
  const jwksUrl = await serveKeys(JSON.stringify({ keys: [jwk] }));
  const mint = async (): Promise<string> =>
    mintInvocationToken(
      { appId: APP_ID, installationId: INSTALLATION_ID, accountId: '712020:ada', moduleKey: 'panel' },
      { kid: KID, privateKey },
    );
  const current = renewing(mint);
  const authbeat = createAuthbeat({
    appKey: 'bench',
    baseUrl: 'https://app.example.com',
    sessionKeys: ['the benchmark signs its sessions with this key'],
    store: memoryStore(),
    forge: { appId: APP_ID, jwksUrl },
  });
  const guard = authbeat.remote();
  const authenticate = loadAce(jwksUrl);
  return [
    {
      name: ACE,
      async run() {
        const token = await current();
        let isAdmitted = false;
        const request = { headers: { authorization: `Bearer ${token}` }, context: {} };
        await authenticate(request, {}, () => {
          isAdmitted = true;
        });
        if (!isAdmitted) throw new Error('The middleware has refused the request.');
      },
    },
    {
      name: 'remote()',
      baseline: ACE,
      async run() {
        const { admitted } = await guard(toRequest(await current()));
        if (!admitted) throw new Error('The guard has refused the request.');
      },
    },
  ];
}

/** The same token for a while, as Forge's bridge sends it. */
function renewing(mint: () => Promise<string>): () => Promise<string> {
  let token: Promise<string> | undefined;
  let mintedAt = 0;
  return async () => {
    if (!token || Date.now() - mintedAt > RENEWED_AFTER_MS) {
      mintedAt = Date.now();
      token = mint();
    }
    return token;
  };
}

async function serveKeys(keys: string): Promise<string> {
  const server = createServer((_, response) => response.end(keys));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
}

/** The middleware without its store of tokens. The address of its key server is fixed: the request goes to ours. */
function loadAce(jwksUrl: string): Middleware {
  https.get = ((url: string, options: http.RequestOptions) =>
    url === PRODUCTION
      ? http.get(jwksUrl, { ...options, agent: undefined })
      : https.request(url, options).end()) as typeof https.get;
  const require = createRequire(import.meta.url);
  const { authenticate } =
    require('atlassian-connect-express/lib/middleware/verify-forge-invocation-token') as {
      readonly authenticate: Authenticate;
    };
  return authenticate({
    config: { appId: () => APP_ID, expressErrorHandling: () => true },
    logger: { error() {} },
    forgeAppTokenCache: { async setForgeAppToken() {} },
  });
}

function toRequest(token: string): AuthbeatRequest {
  return {
    method: 'POST',
    url: '/api/notes',
    header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined),
    body: async () => ({ state: 'aborted' }),
  };
}

import { createRequire } from 'node:module';
import { toExpress } from '@authbeat/server/express';
import express4, { type RequestHandler } from 'express';
import { createVerifier } from 'fast-jwt';
import { jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { API_HEADERS, APP_KEY, PAGE_HEADERS, verifyByHand, type Fixture } from '../fixture.ts';
import { listen, pageRequests, peerRequests, sessionRequests, type Target } from './target.ts';

const express5 = createRequire(import.meta.url)('express5') as typeof express4;
const VERSIONS = { 'Express 4': express4, 'Express 5': express5 };

const me: RequestHandler = (_request, response) => {
  response.json({ account: 'alice' });
};
const setHeaders: RequestHandler = (_request, response, next) => {
  for (const [name, value] of API_HEADERS) response.setHeader(name, value);
  next();
};

const authbeatTargets = Object.entries(VERSIONS).flatMap(([name, express]): readonly Target[] => [
  {
    name,
    async start(fixture) {
      const { endpoints } = toExpress(fixture.authbeat);
      const app = express().use(endpoints()).get('/api/me', setHeaders, me);
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
  {
    name: `${name} + Authbeat api()`,
    baseline: name,
    async start(fixture) {
      const { endpoints, api } = toExpress(fixture.authbeat);
      const app = express().use(endpoints()).get('/api/me', api(), me);
      return { port: await listen(app), requests: await sessionRequests(fixture) };
    },
  },
]);

const pageTargets: readonly Target[] = [
  {
    name: 'Express 4, page',
    async start(fixture) {
      const { endpoints } = toExpress(fixture.authbeat);
      const app = express4()
        .use(endpoints())
        .get('/panel', (_request, response) => {
          for (const [name, value] of PAGE_HEADERS) response.setHeader(name, value);
          response.send('<!doctype html>');
        });
      return { port: await listen(app), requests: pageRequests(fixture) };
    },
  },
  {
    name: 'Express 4 + Authbeat page()',
    baseline: 'Express 4, page',
    async start(fixture) {
      const { endpoints, page } = toExpress(fixture.authbeat);
      const app = express4()
        .use(endpoints())
        .get('/panel', page(), (_request, response) => response.send('<!doctype html>'));
      return { port: await listen(app), requests: pageRequests(fixture) };
    },
  },
];

/** A peer's verification of a bearer token. It throws or rejects to refuse. */
type Verify = (token: string) => unknown;

function peer(name: string, createVerify: (fixture: Fixture) => Promise<Verify>): Target {
  return {
    name: `Express 4 + ${name}`,
    baseline: 'Express 4',
    async start(fixture) {
      const verify = await createVerify(fixture);
      const guard: RequestHandler = (request, response, next) => {
        const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
        void settle(verify, token, next, () => response.status(401).end());
      };
      return {
        port: await listen(express4().get('/api/me', guard, setHeaders, me)),
        requests: peerRequests(fixture),
      };
    },
  };
}

async function settle(verify: Verify, token: string, admit: () => void, refuse: () => void): Promise<void> {
  try {
    await verify(token);
  } catch {
    refuse();
    return;
  }
  admit();
}

/** The fastest that people write by hand: an HMAC, and a cache of the tokens that it has verified. */
function handWritten({ secret }: Fixture): Verify {
  const seen = new LRUCache<string, Readonly<Record<string, unknown>>>({ max: 10_000 });
  return (token) => {
    const claims = seen.get(token) ?? verifyByHand(token, secret);
    seen.set(token, claims);
    if (Number(claims['exp']) < Date.now() / 1000) throw new Error('The token has expired.');
    return claims;
  };
}

const peers: readonly Target[] = [
  peer('jose', async ({ secret }) => {
    const key = new TextEncoder().encode(secret);
    return async (token) => jwtVerify(token, key, { algorithms: ['HS256'] });
  }),
  peer('fast-jwt with its cache', async ({ secret }) => createVerifier({ key: secret, cache: true })),
  peer(
    'HMAC',
    async ({ secret }) =>
      (token) =>
        verifyByHand(token, secret),
  ),
  peer('HMAC and LRU cache', async (fixture) => handWritten(fixture)),
  peer('@shopify/shopify-api', async ({ secret }) => {
    await import('@shopify/shopify-api/adapters/node');
    const { ApiVersion, shopifyApi } = await import('@shopify/shopify-api');
    const shopify = shopifyApi({
      apiKey: APP_KEY,
      apiSecretKey: secret,
      hostName: 'app.example.com',
      isEmbeddedApp: true,
      apiVersion: Object.values(ApiVersion)[0] ?? ApiVersion.Unstable,
    });
    return async (token) => shopify.session.decodeSessionToken(token);
  }),
];

export const EXPRESS_TARGETS: readonly Target[] = [...authbeatTargets, ...pageTargets, ...peers];

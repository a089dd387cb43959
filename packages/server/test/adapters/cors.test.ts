import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AppPlan, RunningApp } from '../../src/testing/index.ts';
import { createTenant, FORM, openAuthbeat } from '../../src/testing/adapters/tenant.ts';
import { FORGE_APP } from '../support/forge-site.ts';
import { serve as serveExpress } from './apps/express.ts';
import { serve as serveFastify } from './apps/fastify.ts';
import { serve as serveFetch } from './apps/fetch.ts';
import { serve as serveHono } from './apps/hono.ts';
import { serve as serveNode } from './apps/node.ts';

const SERVERS: readonly (readonly [string, (plan: AppPlan) => Promise<RunningApp>])[] = [
  ['node', serveNode],
  ['Express', async (plan) => serveExpress(express, plan)],
  ['Fastify', serveFastify],
  ['Hono', serveHono],
  ['Fetch', serveFetch],
];
const ORIGIN = 'https://5f0c6b1e.cdn.prod.atlassian-dev.net';
const PRODUCT = 'https://acme.atlassian.net';
const OTHER = 'https://evil.example';

async function startApp(serve: (plan: AppPlan) => Promise<RunningApp>) {
  const tenant = createTenant();
  const authbeat = await openAuthbeat(tenant, {
    forge: { appId: FORGE_APP, origins: [ORIGIN, 'https://*.atlassian.net'] },
  });
  const plan = { authbeat, options: {}, prefix: '', parser: 'none', headersInFront: {} };
  const app = await serve({ ...plan, handler: () => ({ body: 'the handler' }) });
  onTestFinished(async () => {
    await app.close();
    await authbeat.close();
  });
  const send = async (method: string, path: string, headers: Record<string, string>, body?: string) =>
    fetch(`http://127.0.0.1:${app.port}${path}`, { method, headers, ...(body !== undefined && { body }) });
  const preflight = async (path: string, origin: string, requested = 'authorization,content-type') =>
    send('OPTIONS', path, {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': requested,
    });
  const exchange = async (origin: string) =>
    send('POST', '/authbeat/session', { ...FORM, origin }, tenant.exchangeForm());
  return { send, preflight, exchange };
}

const corsOf = ({ headers }: Response) => headers.get('access-control-allow-origin');
const variesByOrigin = ({ headers }: Response) => /\borigin\b/i.test(headers.get('vary') ?? '');

describe.each(SERVERS)('other origins, in %s', (_, serve) => {
  it('get a preflight response in front of endpoints and guards, if they are listed', async () => {
    const { preflight } = await startApp(serve);
    for (const path of ['/authbeat/session', '/authbeat/heartbeat', '/api/notes']) {
      const response = await preflight(path, ORIGIN);
      expect(response.status).toBe(204);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': 'authorization, content-type, dpop',
        'access-control-max-age': '7200',
      });
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
      expect(variesByOrigin(response)).toBe(true);
      for (const other of [OTHER, 'null', `${ORIGIN}.evil.example`]) {
        const refused = await preflight(path, other);
        expect([corsOf(refused), refused.headers.get('access-control-allow-methods')]).toEqual([null, null]);
      }
    }
  });

  it('are listed by a name whose first label is a star, for each host one label below it', async () => {
    const { preflight, exchange } = await startApp(serve);
    expect(corsOf(await preflight('/authbeat/session', PRODUCT))).toBe(PRODUCT);
    expect(corsOf(await exchange(PRODUCT))).toBe(PRODUCT);
    for (const other of [
      'https://atlassian.net',
      'https://a.b.atlassian.net',
      'https://.atlassian.net',
      'http://acme.atlassian.net',
      `${PRODUCT}:8443`,
      `${PRODUCT}.evil.example`,
      'https://evil.example/.atlassian.net',
      'https://evilatlassian.net',
    ])
      expect([other, corsOf(await preflight('/authbeat/session', other))]).toEqual([other, null]);
  });

  it('may send the headers that a preflight names, if it names headers', async () => {
    const { preflight } = await startApp(serve);
    const allowed = async (requested: string) =>
      (await preflight('/api/notes', ORIGIN, requested)).headers.get('access-control-allow-headers');
    const own = 'authorization, content-type, dpop';
    expect(await allowed('authorization,If-Match, x-b3-traceid')).toBe(`${own}, if-match, x-b3-traceid`);
    expect(await allowed('a b,c:d,*,,x'.padEnd(2000, 'x'))).toBe(own);
    expect(await allowed('a b,c:d,*,,x')).toBe(`${own}, x`);
  });

  it('read responses and refusals of endpoints and APIs, if they are listed', async () => {
    const { send, exchange } = await startApp(serve);
    for (const origin of [ORIGIN, OTHER]) {
      const allowed = origin === ORIGIN ? ORIGIN : null;
      const exchanged = await exchange(origin);
      expect([exchanged.status, corsOf(exchanged), variesByOrigin(exchanged)]).toEqual([200, allowed, true]);
      const { access_token: token } = (await exchanged.json()) as { access_token: string };
      const admitted = await send('GET', '/api/notes', { origin, authorization: `Bearer ${token}` });
      expect([await admitted.text(), corsOf(admitted), variesByOrigin(admitted)]).toEqual([
        'the handler',
        allowed,
        true,
      ]);
      for (const path of ['/api/notes', '/authbeat/heartbeat']) {
        const refused = await send('POST', path, { origin, authorization: 'Bearer x' });
        expect([refused.status, corsOf(refused), variesByOrigin(refused)]).toEqual([401, allowed, true]);
        expect(refused.headers.has('access-control-allow-credentials')).toBe(false);
      }
    }
  });
});

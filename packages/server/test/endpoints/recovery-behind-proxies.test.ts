import { createServer, request as forward } from 'node:http';
import { appendHostToken, buildRecoveryForm, mintHostToken } from '@authbeat/core';
import express from 'express';
import { expect, it } from 'vitest';
import { toExpress, type AdapterOptions } from '../../src/adapters/express.ts';
import { BASE_URL, createTenant, openAuthbeat } from '../../src/testing/adapters/tenant.ts';
import { serveForTest } from '../adapters/support.ts';

/** An app behind a proxy that rewrites each URL. Resolves with the origin of the proxy. */
async function serveBehindProxy(app: express.Express, rewrite: (url: string) => string): Promise<string> {
  const { port } = new URL(await serveForTest(createServer(app)));
  return serveForTest(
    createServer((incoming, response) => {
      const { method = '', url = '', headers } = incoming;
      incoming.pipe(
        forward({ host: '127.0.0.1', port, method, path: rewrite(url), headers }, (own) => {
          response.writeHead(own.statusCode ?? 0, own.headers);
          own.pipe(response);
        }),
      );
    }),
  );
}

it.each<[string, string, (url: string) => string, AdapterOptions]>([
  [
    'encodes unreserved characters of the query',
    '/app/panel?q=a-b~c&x=%2F%c3%a9+d',
    (url) => url.replace(/(?<=[?&]q=)[^&]*/, (value) => value.replaceAll('~', '%7E').replaceAll('-', '%2D')),
    {},
  ],
  [
    'decodes unreserved characters of the query',
    '/app/panel?q=a%2Db%7Ec&x=%2F%c3%a9+d',
    (url) => url.replaceAll('%2D', '-').replaceAll('%7E', '~'),
    {},
  ],
  [
    'writes spaces and hexadecimal digits in another way',
    '/app/panel?q=a%20b&x=%c3%a9',
    (url) => url.replaceAll('%20', '+').replaceAll('%c3%a9', '%C3%A9'),
    {},
  ],
  [
    'removes the path of the base URL',
    '/app/panel?q=a',
    (url) => url.slice('/app'.length),
    { publicUrl: (url) => `/app${url}` },
  ],
])('an expired page heals behind a proxy that %s', async (_name, page, rewrite, options) => {
  const baseUrl = `${BASE_URL}/app`;
  const tenant = createTenant();
  const { clientKey, secret } = tenant;
  const app = express();
  const { endpoints, page: guard } = toExpress(await openAuthbeat(tenant, { baseUrl }), options);
  app.use(endpoints()).get(['/app/panel', '/panel'], guard(), (request, response) => {
    response.json(request.query);
  });
  const origin = await serveBehindProxy(app, rewrite);
  const minted = { clientKey, accountId: 'alice' };
  const stale = mintHostToken(
    {
      ...minted,
      kind: 'iframe',
      request: { method: 'GET', url: page },
      baseUrl,
      now: () => Date.now() - 3_600_000,
    },
    secret,
  );
  const url = appendHostToken(page, stale);
  const late = await fetch(origin + url);
  expect(late.status).toBe(401);
  expect(await late.text()).toContain('recovery.js');
  const fresh = mintHostToken({ ...minted, kind: 'context' }, secret);
  const recovery = await fetch(`${origin}/app/authbeat/recovery`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: buildRecoveryForm(fresh, url),
  });
  const { url: healed } = (await recovery.json()) as { url: string };
  const loaded = await fetch(origin + healed);
  expect(loaded.status).toBe(200);
  const { authbeat_ticket: _ticket, ...query } = (await loaded.json()) as Record<string, string>;
  expect(query).toEqual(Object.fromEntries(new URLSearchParams(page.split('?')[1])));
});

import express from 'express';
import express4 from 'express4';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Authbeat } from '../../src/index.ts';
import type { AppPlan, RunningApp } from '../../src/testing/index.ts';
import { createTenant, openAuthbeat } from '../../src/testing/adapters/tenant.ts';
import { openWire, type Wire, type WireRequest } from '../../src/testing/adapters/wire.ts';
import { serve as serveExpress } from './apps/express.ts';
import { serve as serveFastify } from './apps/fastify.ts';
import { serve as serveFetch } from './apps/fetch.ts';
import { serve as serveHono } from './apps/hono.ts';
import { serve as serveNode } from './apps/node.ts';

const LIMIT = 1000;
const SERVERS: Readonly<Record<string, (plan: AppPlan) => Promise<RunningApp>>> = {
  node: serveNode,
  'Express 5': async (plan) => serveExpress(express, plan),
  'Express 4': async (plan) => serveExpress(express4, plan),
  Fastify: serveFastify,
  Hono: serveHono,
  Fetch: serveFetch,
};

/** Responds to every request with its contents. */
function echo(authbeat: Authbeat): Authbeat {
  return {
    ...authbeat,
    async handle(request) {
      const body = await request.body(LIMIT);
      const seen = {
        method: request.method,
        url: request.url,
        custom: request.header('x-custom'),
        authorization: request.header('authorization'),
        cookie: request.header('cookie'),
        body: body.state === 'raw' ? Buffer.from(body.bytes).toString() : body.state,
      };
      return { status: 200, headers: {}, body: JSON.stringify(seen) };
    },
  };
}

let apps: RunningApp[];
let wires: Wire[];

beforeAll(async () => {
  const authbeat = echo(await openAuthbeat(createTenant()));
  const plan = {
    authbeat,
    options: {},
    prefix: '',
    parser: 'none',
    headersInFront: {},
    handler: () => ({ body: '' }),
  };
  apps = await Promise.all(Object.values(SERVERS).map(async (serve) => serve(plan)));
  wires = apps.map(({ port }) => openWire(port, 5));
});

afterAll(async () => {
  for (const wire of wires) wire.close();
  await Promise.all(apps.map(async ({ close }) => close()));
});

/** What may stand in a URL by RFC 3986, and what people like to decode. */
const character = fc.oneof(
  fc.constantFrom(...'abzAZ019-._~!$&()*+,;=:@/'.split('')),
  fc.constantFrom('%2F', '%2f', '%25', '%3F', '%C3%A9', '%00', '[', ']'),
);
const segments = fc.string({ unit: character, maxLength: 40 });
const query = fc.string({
  unit: fc.oneof(character, fc.constantFrom('?', '%zz', '%', '&', '=')),
  maxLength: 60,
});
/** A path without segments of dots, which browsers resolve. */
const target = fc
  .tuple(segments, fc.option(query, { nil: undefined }))
  .map(([path, rest]) => (rest === undefined ? `/${path}` : `/${path}?${rest}`))
  .filter((url) => !/\/(\.|%2e){1,2}(\/|\?|$)/i.test(url));
const headerValue = fc.stringMatching(/^[a-z0-9]([a-z0-9 ,;="/+-]{0,18}[a-z0-9])?$/);
const headerValues = fc.array(headerValue, { minLength: 1, maxLength: 3 });

const requests: fc.Arbitrary<WireRequest> = fc.record({
  method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
  target,
  headers: fc.record(
    { 'x-custom': headerValues, authorization: headerValues, cookie: headerValues },
    { requiredKeys: [] },
  ),
  body: fc.string({ unit: 'grapheme', maxLength: LIMIT }),
  chunked: fc.boolean(),
});

it('every adapter passes the same request to Authbeat, and it is the one that was sent', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      const responses = await Promise.all(wires.map(async (wire) => wire.send(request)));
      const { headers = {}, body = '', method, target: url } = request;
      const joined = (name: string, separator: string): string | undefined =>
        name in headers ? [headers[name] ?? []].flat().join(separator) : undefined;
      const sent = {
        method,
        url,
        custom: joined('x-custom', ', '),
        authorization: joined('authorization', ', '),
        cookie: joined('cookie', '; '),
        body: Buffer.byteLength(body) > LIMIT ? 'too-large' : body,
      };
      const expected = JSON.parse(JSON.stringify(sent)) as unknown;
      expect(responses.map((response) => JSON.parse(response.body) as unknown)).toEqual(
        wires.map(() => expected),
      );
    }),
    { numRuns: 150 },
  );
});

import framework from 'express';
import { expect, it, onTestFinished } from 'vitest';
import type { AppPlan, RunningApp } from '../../src/testing/index.ts';
import * as express from './apps/express.ts';
import * as fastify from './apps/fastify.ts';
import * as fetchApp from './apps/fetch.ts';
import * as hono from './apps/hono.ts';
import * as node from './apps/node.ts';
import { authbeatForTest } from './support.ts';

/** The address that the adapter of an app passes on, of a caller on this machine. */
async function addressIn(
  serve: (plan: AppPlan) => Promise<RunningApp>,
  headers: Record<string, string>,
): Promise<string | undefined> {
  const { authbeat } = await authbeatForTest();
  const addresses: (string | undefined)[] = [];
  const { port, close } = await serve({
    authbeat: {
      ...authbeat,
      handle: ({ address }) => {
        addresses.push(address);
        return { status: 204, headers: {}, body: '' };
      },
    },
    options: {},
    prefix: '',
    parser: 'none',
    headersInFront: {},
    handler: () => ({ body: '' }),
  });
  onTestFinished(close);
  expect((await fetch(`http://127.0.0.1:${port}/authbeat/installed`, { headers })).status).toBe(204);
  expect(addresses).toHaveLength(1);
  return addresses[0];
}

it.each([
  ['node:http', node.serve, '127.0.0.1'],
  ['Hono', hono.serve, '127.0.0.1'],
  // A `Request` has none.
  ['Fetch', fetchApp.serve, undefined],
])('%s knows the address of the socket, and believes no header', async (_name, serve, expected) => {
  expect(await addressIn(serve, { 'x-forwarded-for': '203.0.113.7' })).toBe(expected);
});

it.each([
  ['Express', async (plan: AppPlan) => express.serve(framework, plan)],
  ['Fastify', fastify.serve],
])('%s knows the address that its own setting for proxies finds', async (_name, serve) => {
  expect(await addressIn(serve, {})).toBe('127.0.0.1');
  expect(await addressIn(serve, { 'x-forwarded-for': '203.0.113.7' })).toBe('203.0.113.7');
});

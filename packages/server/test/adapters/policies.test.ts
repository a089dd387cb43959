import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWire } from '../../src/testing/adapters/wire.ts';
import type { AppPlan, RunningApp } from '../../src/testing/index.ts';
import { serve as serveExpress } from './apps/express.ts';
import { serve as serveFastify } from './apps/fastify.ts';
import { serve as serveHono } from './apps/hono.ts';
import { serve as serveNode } from './apps/node.ts';
import { authbeatForTest } from './support.ts';

/** Where something in front can set headers. What wraps a handler of Fetch has the last word anyway. */
const SERVERS: Readonly<Record<string, (plan: AppPlan) => Promise<RunningApp>>> = {
  node: serveNode,
  Express: async (plan) => serveExpress(express, plan),
  Fastify: serveFastify,
  Hono: serveHono,
};

describe.each(Object.entries(SERVERS))('%s', (_name, serve) => {
  it("responds with Authbeat's own policy alone: one that was set before is for the app's documents", async () => {
    const { authbeat } = await authbeatForTest();
    const { port, close } = await serve({
      authbeat,
      options: {},
      prefix: '',
      parser: 'none',
      headersInFront: { 'content-security-policy': "script-src 'self'" },
      handler: () => ({ body: '' }),
    });
    const wire = openWire(port, 5);
    onTestFinished(async () => {
      wire.close();
      await close();
    });
    const { status, headers } = await wire.send({ target: '/page/foo' });
    expect(status).toBe(401);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(headers['content-security-policy']).not.toContain("script-src 'self'");
  });
});

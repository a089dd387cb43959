import { createServer } from 'node:http';
import express from 'express';
import express4 from 'express4';
import { describe, expect, it } from 'vitest';
import { toExpress } from '../../src/adapters/express.ts';
import { describeAdapter } from '../../src/testing/index.ts';
import { PARSERS, serve } from './apps/express.ts';
import { authbeatForTest, lenient, serveForTest } from './support.ts';

for (const [name, framework] of [
  ['Express 5', express],
  ['Express 4', express4],
] as const) {
  describeAdapter(
    name,
    {
      serve: async (plan) => serve(framework, plan),
      parsers: Object.keys(PARSERS).filter((parser) => parser !== 'drain'),
    },
    { describe, it },
  );
}

describe('toExpress', () => {
  it('does not touch a request that got a response before the verdict', async () => {
    const { authbeat } = await authbeatForTest();
    const decision = Promise.withResolvers<void>();
    const reached: string[] = [];
    const app = express();
    app.use((_request, response, next) => {
      response.once('finish', decision.resolve);
      next();
      response.sendStatus(504);
    });
    const settled = decision.promise.then(async () => new Promise(setImmediate));
    app.get('/api/me', toExpress(lenient(authbeat, { until: decision.promise })).api(), () => {
      reached.push('handler');
    });
    const origin = await serveForTest(createServer(app));
    expect((await fetch(`${origin}/api/me`)).status).toBe(504);
    await settled;
    expect(reached).toEqual([]);
  });

  it('reads no more than Authbeat allows of what a generous parser has kept', async () => {
    const { authbeat } = await authbeatForTest();
    for (const parser of [express.raw, express.text]) {
      const app = express();
      app.use(parser({ type: () => true, limit: '1mb' }), toExpress(authbeat).endpoints());
      const origin = await serveForTest(createServer(app));
      const response = await fetch(`${origin}/authbeat/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'x'.repeat(100_000),
      });
      expect(response.status).toBe(413);
    }
  });

  it('names a mistake in its options', async () => {
    const { authbeat } = await authbeatForTest();
    // @ts-expect-error: a URL is not a function
    expect(() => toExpress(authbeat, { publicUrl: 'https://app.example.com' })).toThrow(
      expect.objectContaining({
        code: 'configuration_invalid',
        problems: ['`publicUrl` must be a function'],
      }),
    );
  });
});

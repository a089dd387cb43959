import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { toHono } from '../../../src/adapters/hono.ts';
import type { AppPlan, RunningApp } from '../../../src/testing/index.ts';
import { listen } from '../support.ts';

export const PARSERS: Readonly<Record<string, MiddlewareHandler>> = {
  'c.req.text': async (c, next) => {
    await c.req.text();
    await next();
  },
  'c.req.parseBody and c.req.json': async (c, next) => {
    const isJson = c.req.header('content-type')?.includes('json');
    await (isJson ? c.req.json() : c.req.parseBody());
    await next();
  },
  'c.req.formData and c.req.blob': async (c, next) => {
    const isForm = c.req.header('content-type')?.includes('form');
    await (isForm ? c.req.formData() : c.req.blob());
    await next();
  },
  drain: async (c, next) => {
    await c.req.raw.arrayBuffer();
    await next();
  },
};

export async function serve(plan: AppPlan): Promise<RunningApp> {
  const { endpoints, ...guards } = toHono(plan.authbeat, plan.options);
  const app = new Hono();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(plan.headersInFront)) c.header(name, value);
    await next();
  });
  const parser = PARSERS[plan.parser];
  if (parser) app.use(parser);
  app.use(endpoints());
  const mounted = app.basePath(plan.prefix || '/');
  for (const name of ['page', 'api', 'webhook', 'shell'] as const) {
    mounted.all(`/${name}/*`, guards[name](), async (c) => {
      const body = plan.parser === 'none' ? await c.req.text() : '';
      const own = plan.handler({ principal: c.get('authbeat'), body });
      return c.text(own.body, (own.status ?? 200) as ContentfulStatusCode, { ...own.headers });
    });
  }
  app.onError((_error, c) => c.text('Internal Server Error', 500));
  return listen(createAdaptorServer({ fetch: app.fetch }) as Server);
}

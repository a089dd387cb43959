import { createServer } from 'node:http';
import type express from 'express';
import { toExpress } from '../../../src/adapters/express.ts';
import type { AppPlan, RunningApp } from '../../../src/testing/index.ts';
import { listen } from '../support.ts';

type Express = typeof express;

export const PARSERS: Readonly<Record<string, (framework: Express) => express.RequestHandler[]>> = {
  'express.json and express.urlencoded': ({ json, urlencoded }) => [json(), urlencoded({ extended: true })],
  'express.json alone': ({ json }) => [json()],
  'express.text': (framework) => [framework.text({ type: () => true })],
  'express.raw': ({ raw }) => [raw({ type: () => true })],
  drain: () => [
    (request, _response, next) => {
      request.resume().once('end', next);
    },
  ],
};

export function serve(framework: typeof express, plan: AppPlan): Promise<RunningApp> {
  const { endpoints, page, api, webhook, shell } = toExpress(plan.authbeat, plan.options);
  const readText = framework.text({ type: () => true });
  const handler: express.RequestHandler = (request, response) => {
    const body = plan.parser === 'none' && typeof request.body === 'string' ? request.body : '';
    const own = plan.handler({ principal: request.authbeat, body });
    response
      .status(own.status ?? 200)
      .set(own.headers ?? {})
      .send(own.body);
  };
  const router = framework.Router();
  router.use(endpoints());
  router.use('/page', page(), readText, handler);
  router.use('/api', api(), readText, handler);
  router.use('/webhook', webhook(), readText, handler);
  router.use('/shell', shell(), readText, handler);
  const app = framework();
  app.set('trust proxy', true).set('env', 'test');
  app.use((_request, response, next) => {
    response.set(plan.headersInFront);
    next();
  });
  for (const inFront of PARSERS[plan.parser]?.(framework) ?? []) app.use(inFront);
  app.use(plan.prefix || '/', router);
  return listen(createServer(app));
}

import { createRequire } from 'node:module';
import type Express from 'express';
import type { Express as App, NextFunction, Request, RequestHandler, Response } from 'express';
import { sqlite3 } from '../../packages/server/test/import/ace/sqlite3.ts';
import { describeApp } from './descriptor.ts';

interface Addon {
  readonly settings: {
    get(key: string, clientKey: string): Promise<unknown>;
    set(key: string, value: unknown, clientKey: string): Promise<unknown>;
    del(key: string, clientKey: string): Promise<unknown>;
  };
  authenticate(): RequestHandler;
  authenticateInstall(): RequestHandler;
  checkValidToken(): RequestHandler;
}

/** What atlassian-connect-express adds to a request. */
interface AceRequest extends Request {
  readonly context: { readonly clientKey: string; readonly userAccountId: string };
}

const require = createRequire(import.meta.url);
const express = require('express') as typeof Express;
const connect = require('atlassian-connect-express') as (app: App, options: object, logger: object) => Addon;

export interface BeforeOptions {
  readonly baseUrl: string;
  /** The SQLite file of its store. */
  readonly storage: string;
  readonly bridgeUrl: string;
}

/** The app on atlassian-connect-express: a page with a token in it, and an API that takes the token. */
export function createBefore({ baseUrl, storage, bridgeUrl }: BeforeOptions): App {
  const app = express();
  app.set('env', 'production');
  const store = { adapter: 'sequelize', dialect: 'sqlite', dialectModule: sqlite3, storage, logging: false };
  const production = { store, localBaseUrl: baseUrl, whitelist: ['*.localhost'] };
  const config = { production: { ...production, descriptorTransformer: () => describeApp(baseUrl) } };
  const addon = connect(app, { config }, SILENT);
  app.use(express.json());

  app.get(
    '/panel',
    addon.authenticate(),
    handle(async (request, response) => {
      const { clientKey } = request.context;
      await addon.settings.set('preferences', { theme: 'dark' }, clientKey);
      response.send(`<!doctype html><title>Panel</title>
        <meta name="token" content="${String(response.locals['token'])}">
        <script src="${bridgeUrl}"></script><p id="account"></p>
        <script type="module">
          const { content } = document.querySelector('meta[name=token]');
          const response = await fetch('/api/me', { headers: { authorization: 'JWT ' + content } });
          const { account, theme } = await response.json();
          document.getElementById('account').textContent = account + ', ' + theme + ', before';
        </script>`);
    }),
  );
  app.get(
    '/api/me',
    addon.checkValidToken(),
    handle(async (request, response) => {
      const { clientKey, userAccountId } = request.context;
      const preferences = (await addon.settings.get('preferences', clientKey)) as object;
      response.json({ account: userAccountId, ...preferences });
    }),
  );
  app.post(
    '/uninstalled',
    addon.authenticateInstall(),
    handle(async (request, response) => {
      const { clientKey } = request.context;
      await addon.settings.del('clientInfo', clientKey);
      response.status(204).end();
    }),
  );
  return app;
}

/** A handler that waits: Express 4 leaves a rejection to the handler. */
function handle(work: (request: AceRequest, response: Response) => Promise<void>): RequestHandler {
  const run = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    try {
      await work(request as AceRequest, response);
    } catch (error) {
      next(error);
    }
  };
  return (request, response, next) => void run(request, response, next);
}

const silently = (): void => {};
const SILENT = { info: silently, warn: silently, error: silently, debug: silently };

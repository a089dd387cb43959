import { createRequire } from 'node:module';

/** An app on `atlassian-connect-express`, as its template makes one. The package brings no types. */
const require = createRequire(import.meta.url);
const ace = require('atlassian-connect-express') as AceModule;
const express = require('express') as ExpressModule;

export interface Request {
  readonly context: { readonly userAccountId?: string };
}
export interface Response {
  readonly locals: Readonly<Record<string, unknown>>;
  send(body: string): void;
  json(body: unknown): void;
}
export interface ExpressApp {
  use(...handlers: unknown[]): void;
  get(path: string, ...handlers: unknown[]): void;
  set(name: string, value: string): void;
  listen(port: number, host: string, listening: () => void): void;
}
interface ExpressModule {
  (): ExpressApp;
  json(): unknown;
  urlencoded(options: { extended: boolean }): unknown;
}
export interface Addon {
  middleware(): unknown;
  authenticate(): unknown;
  checkValidToken(): unknown;
}
interface AceModule {
  (app: ExpressApp, options: object): Addon;
  store: { register(name: string, factory: () => object): void };
}

/** Makes an app with its store in memory. It reads its descriptor and its configuration from the working directory. */
export function createAddon(): {
  readonly app: ExpressApp;
  readonly addon: Addon;
  readonly listen: () => void;
} {
  const records = new Map<string, unknown>();
  const nameOf = (key: string, clientKey: string): string => `${clientKey} ${key}`;
  ace.store.register('in-memory', () => ({
    get: async (key: string, clientKey: string) => records.get(nameOf(key, clientKey)) ?? null,
    set: async (key: string, value: unknown, clientKey: string) => {
      records.set(nameOf(key, clientKey), value);
      return value;
    },
    del: async (key: string, clientKey: string) => records.delete(nameOf(key, clientKey)),
    saveInstallation: async (settings: unknown, clientKey: string) => {
      records.set(nameOf('clientInfo', clientKey), settings);
      return settings;
    },
  }));

  const { PORT = '4200', APP_URL = `http://127.0.0.1:${PORT}` } = process.env;
  process.env['AC_LOCAL_BASE_URL'] = APP_URL;

  const app = express();
  app.set('env', 'production');
  app.use(express.json());
  app.use(express.urlencoded({ extended: false }));
  const addon = ace(app, { config: { production: { localBaseUrl: APP_URL, port: PORT } } });
  app.use(addon.middleware());
  return {
    app,
    addon,
    listen: () => app.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('listening\n')),
  };
}

import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import type Express from 'express';
import type { RequestHandler } from 'express';
import { listen, type Listening } from '../../support/listen.ts';

/** A store of atlassian-connect-express, as its adapters implement it. */
export interface AceSettings {
  get(key: string, clientKey: string): Promise<unknown>;
  set(key: string, value: unknown, clientKey: string): Promise<unknown>;
  del(key: string, clientKey: string): Promise<unknown>;
  saveInstallation(value: unknown, clientKey: string): Promise<unknown>;
}

interface Addon {
  readonly settings: AceSettings;
  authenticate(skipQsh?: boolean): RequestHandler;
}

// Only the browser tests depend on it, so it is looked up from there.
export const requireAce = createRequire(new URL('../../../../../e2e/package.json', import.meta.url));

/** An app on the real atlassian-connect-express, with one of its own stores. */
export interface AceApp extends Listening {
  readonly settings: AceSettings;
}

/**
 * Starts an app on atlassian-connect-express with a page `/foo.html`.
 *
 * @param store its option `store`: the adapter, and how to reach the database
 * @param keyServer where it gets install keys from
 */
export async function startAceApp(appKey: string, store: object, keyServer: string): Promise<AceApp> {
  const express = requireAce('express') as typeof Express;
  const connect = requireAce('atlassian-connect-express') as (...all: unknown[]) => Addon;
  process.env['CONNECT_KEYS_CDN_URL'] = keyServer;
  const app = express();
  app.set('env', 'production');
  const server = await listen(createServer(app));
  const config = { store, localBaseUrl: server.origin, whitelist: ['*.atlassian.net'], watch: false };
  const addon = connect(
    app,
    {
      config: {
        production: {
          ...config,
          descriptorTransformer: () => ({
            key: appKey,
            name: 'App',
            baseUrl: server.origin,
            authentication: { type: 'jwt' },
            lifecycle: { installed: '/installed' },
            apiMigrations: { 'signed-install': true },
          }),
        },
      },
    },
    SILENT,
  );
  app.use(express.json());
  app.get('/foo.html', addon.authenticate(), (_request, response) => response.json({ content: 'of ACE' }));
  return { ...server, settings: addon.settings };
}

const silently = (): void => {};
const SILENT = { info: silently, warn: silently, error: silently, debug: silently };

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createQueryStringHash, encodeSymmetric, SymmetricAlgorithm } from 'atlassian-jwt';
import type Express from 'express';
import type { RequestHandler } from 'express';

const SECRET = 'the shared secret of the tenant, as long as it has to be';

// Only the browser tests depend on it, so it is looked up from there.
const require = createRequire(new URL('../../../../e2e/package.json', import.meta.url));
const express = require('express') as typeof Express;
const connect = require('atlassian-connect-express') as {
  (app: object, options: object, logger: object): Addon;
  store: { register(name: string, make: () => object): void };
};

interface Addon {
  authenticate(): RequestHandler;
  checkValidToken(): RequestHandler;
}

/** An app on the real `atlassian-connect-express`: a page behind the host's token, and `/api/me` behind its own. */
export interface AceApp {
  readonly baseUrl: string;
  /** The page's address, as the host puts it into a frame. */
  pageUrl(): string;
  close(): Promise<void>;
}

export interface AceAppOptions {
  /** Seconds that its session tokens live. */
  readonly maxTokenAge: number;
  /** What the page has in it, besides its token. */
  readonly script?: string;
}

export async function startAceApp({ maxTokenAge, script = '' }: AceAppOptions): Promise<AceApp> {
  const app = express();
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tenant = { clientKey: 'tenant', sharedSecret: SECRET, baseUrl: 'https://tenant.atlassian.net' };
  // Its default store needs a native build.
  connect.store.register('memory', () => ({ get: async () => tenant, set: async () => tenant }));
  const addon = connect(app, { config: { development: configure(baseUrl, maxTokenAge) } }, SILENT);
  app.use(express.urlencoded({ extended: false }));
  app.get('/hello-world', addon.authenticate(), (_request, response) => {
    const token = String(response.locals['token']);
    response.send(
      `<meta name="token" content="${token}"><body><script type="module" src="/app.js"></script>`,
    );
  });
  app.get('/app.js', (_request, response) => {
    response.type('js').send(script);
  });
  app.get('/api/me', addon.checkValidToken(), (_request, response) => {
    response.json({ account: response.locals['userAccountId'] as string });
  });
  return {
    baseUrl,
    pageUrl() {
      const qsh = createQueryStringHash(
        { method: 'get', pathname: '/hello-world', query: {} },
        false,
        baseUrl,
      );
      return `${baseUrl}/hello-world?jwt=${signHostToken({ qsh })}`;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A token of the tenant's host. */
export function signHostToken(claims: object): string {
  const iat = Math.floor(Date.now() / 1_000);
  const all = { iss: 'tenant', sub: 'account', iat, exp: iat + 180, ...claims };
  return encodeSymmetric(all, SECRET, SymmetricAlgorithm.HS256);
}

const configure = (baseUrl: string, maxTokenAge: number): object => ({
  store: { adapter: 'memory' },
  maxTokenAge,
  watch: false,
  descriptorTransformer: () => ({ key: 'app', name: 'App', baseUrl, authentication: { type: 'jwt' } }),
});

const silently = (): void => {};
const SILENT = { info: silently, warn: silently, error: silently, debug: silently };

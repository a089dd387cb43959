import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import express from 'express';
import { onTestFinished } from 'vitest';
import {
  createAuthbeat,
  type Authbeat,
  type AuthbeatEvent,
  type AuthbeatOptions,
  type Guard,
} from '../../src/index.ts';
import { toExpress } from '../../src/adapters/express.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createClock, type TestClock } from './clock.ts';
import { startKeyServer, type KeyServer } from './key-server.ts';
import { watchForLeaks } from './leaks.ts';
import { listen } from './listen.ts';
import { Site } from './site.ts';

export const APP_KEY = 'issue-panel';
/** What the guarded page and the guarded API response: its absence shows that nothing leaked. */
export const SECRET_CONTENT = 'content of the app';

/** An app with Authbeat on a real socket, its key server, and a clock that tests move. */
export interface TestApp {
  readonly authbeat: Authbeat;
  readonly baseUrl: string;
  readonly clock: TestClock;
  readonly keyServer: KeyServer;
  readonly events: AuthbeatEvent[];
  readonly sessionKey: string;
  /** A site that has not installed the app. */
  site(clientKey: string, url?: string): Site;
  /** A site that has installed the app. */
  installedSite(clientKey?: string, url?: string): Promise<Site>;
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Exchanges a context token of the site for a session token. */
  signIn(site: Site, account?: string): Promise<string>;
}

export async function startApp({
  open = true,
  ...options
}: Partial<AuthbeatOptions> & { readonly open?: boolean } = {}): Promise<TestApp> {
  const clock = createClock();
  const keyServer = await startKeyServer();
  const events: AuthbeatEvent[] = [];
  const sessionKey = randomBytes(48).toString('base64');
  const leaks = watchForLeaks(options.logger);
  const sites: Site[] = [];
  const app = express();
  app.use(leaks.recordResponses);
  const server = await listen(createServer(app));
  const baseUrl = server.origin;
  const authbeat = createAuthbeat({
    appKey: APP_KEY,
    baseUrl,
    sessionKeys: [sessionKey],
    store: memoryStore({ now: () => clock.now() }),
    installKeyServers: [keyServer.origin],
    now: () => clock.now(),
    leeway: 0,
    ...options,
    ...(options.forge && { forge: { jwksUrl: keyServer.jwksUrl, ...options.forge } }),
    logger: leaks.logger,
    onEvent(event) {
      events.push(event);
      leaks.recordEvent(event);
      options.onEvent?.(event);
    },
  });
  const { endpoints, page, api, remote } = toExpress(authbeat);
  app.use(endpoints());
  app.get(['/foo.html', '/other.html'], page(), (request, response) => {
    response.json({ content: SECRET_CONTENT, principal: request.authbeat });
  });
  app.use('/api', api(), (request, response) => {
    response.json({ content: SECRET_CONTENT, principal: request.authbeat });
  });
  app.use('/ace', api({ accept: ['session', 'context'] }), (request, response) => {
    response.json({ content: SECRET_CONTENT, principal: request.authbeat });
  });
  if (options.forge) {
    app.use('/remote', remote(), (request, response) => {
      response.json({ content: SECRET_CONTENT, principal: request.authbeat });
    });
  }
  app.post('/hooks/issue', guarding(authbeat.webhook()), (_request, response) => {
    response.json({ content: SECRET_CONTENT });
  });
  if (open) await authbeat.open();
  onTestFinished(async () => {
    await authbeat.close();
    await Promise.all([server.close(), keyServer.close()]);
    leaks.check([sessionKey, ...(options.encryptionKeys ?? []).map(String)], sites);
  });

  const site = (clientKey: string, url?: string): Site => {
    const own = { clientKey, appKey: APP_KEY, baseUrl, clock, signingKey: keyServer };
    const created = new Site({ ...own, ...(url !== undefined && { url }) });
    sites.push(created);
    return created;
  };
  const post: TestApp['post'] = async (path, form, headers = {}) =>
    fetch(baseUrl + path, { method: 'POST', headers, body: new URLSearchParams(form) });
  return {
    authbeat,
    baseUrl,
    clock,
    keyServer,
    events,
    sessionKey,
    site,
    post,
    async installedSite(clientKey = 'tenant-a', url) {
      const installed = site(clientKey, url);
      const response = await installed.call('installed');
      if (response.status !== 204) throw new Error(`installed: ${response.status} ${await response.text()}`);
      return installed;
    },
    get: async (url, headers = {}) => fetch(baseUrl + url, { headers, redirect: 'manual' }),
    async signIn(from, account = 'alice') {
      const response = await post('/authbeat/session', exchangeForm(from.context({ account })));
      const { access_token: token } = (await response.json()) as { access_token: string };
      return token;
    },
  };
}

/** A minimal adapter, for guards that read no body. */
function guarding(guard: Guard): express.RequestHandler {
  return async (request, response, next) => {
    const verdict = await guard({
      method: request.method,
      url: request.originalUrl,
      header: (name) => request.get(name),
      body: async () => ({ state: 'aborted' }),
    });
    if (verdict.admitted) return next();
    return response.writeHead(verdict.response.status, verdict.response.headers).end(verdict.response.body);
  };
}

export function exchangeForm(token: string): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  };
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** The stable code of a refusal, with its status. */
export async function refusalOf(response: Response): Promise<string> {
  const { code } = (await response.json()) as { code: string };
  return `${response.status} ${code}`;
}

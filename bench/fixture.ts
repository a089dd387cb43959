import { createHmac, hash, randomBytes } from 'node:crypto';
import { mintHostToken, signHs256 } from '@authbeat/core';
import { createAuthbeat, type Authbeat, type Store } from '@authbeat/server';
import { toFetch } from '@authbeat/server/fetch';
import { memoryStore } from '@authbeat/server/memory';
import { sqliteStore } from '@authbeat/server/sqlite';

export const APP_KEY = 'bench';
export const BASE_URL = 'https://app.example.com';
export const CLIENT_KEY = '3f9d2f64-8f2b-4c0e-9d2a-2f1f2d9f7b10';
/** Of all tokens, in seconds: longer than a run. */
const LIFETIME = 3600;

/** The headers that `api()` sets. Bare handlers set them, too, so that a ratio shows the guard alone. */
export const API_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['cache-control', 'no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['vary', 'Authorization, Cookie'],
];

/** The headers that `page()` sets. */
export const PAGE_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['cache-control', 'no-cache, no-store'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['content-security-policy', 'frame-ancestors https://example.atlassian.net'],
];

/** A page URL with the 12 parameters that Jira sends to a web panel. */
const PAGE_PATH =
  '/panel?xdm_e=https%3A%2F%2Fexample.atlassian.net&xdm_c=channel-panel&cp=&xdm_deprecated_addon_key_do_not_use=bench' +
  '&lic=active&cv=1001.0.0&issueKey=AB-1&issueId=10001&projectKey=AB&projectId=10000&user_locale=en-GB&theme=light%20dark';

/** An installed app and the secrets of its one tenant. */
export interface Fixture {
  readonly authbeat: Authbeat;
  readonly store: Store;
  /** Signs the sessions. */
  readonly sessionKey: string;
  /** The tenant's shared secret, also the key of the peers. */
  readonly secret: string;
  /** Session tokens of different accounts. */
  sessionTokens(count: number): Promise<readonly string[]>;
  /** As many tokens of 64 sessions: a page gets such a token each time it renews. */
  renewedTokens(count: number): Promise<readonly string[]>;
  /** Context tokens of different accounts. */
  contextTokens(count: number): readonly string[];
  /** Page URLs of different accounts, each with its token. */
  pageUrls(count: number): readonly string[];
  /** Tokens for the peers, of the size of a session token. */
  peerTokens(count: number): readonly string[];
}

/** @param tenants how many tenants the accounts belong to, by turns. They share the secret. */
export async function createFixture(tenants = 1): Promise<Fixture> {
  // Nodes that share a database need the same secrets.
  const database = process.env['BENCH_DATABASE'];
  const secret = database === undefined ? randomBytes(32).toString('hex') : hash('sha256', database);
  const store = database === undefined ? memoryStore() : sqliteStore(database);
  const sessionKey = hash('sha256', `session ${secret}`);
  let aheadMs = 0;
  const authbeat = createAuthbeat({
    appKey: APP_KEY,
    baseUrl: BASE_URL,
    sessionKeys: [sessionKey],
    sessionLifetime: LIFETIME,
    limits: false,
    now: () => Date.now() + aheadMs,
    store,
  });
  await authbeat.open();
  for (let tenant = 0; tenant < tenants; tenant += 1) {
    await store.writeTenant(
      {
        clientKey: clientKeyOf(tenant),
        version: 1,
        installed: true,
        enabled: true,
        generation: 0,
        baseUrl: 'https://example.atlassian.net',
        secret,
        lastEventAt: Math.floor(Date.now() / 1000),
        details: {},
      },
      0,
    );
  }
  const contextTokens = (count: number): readonly string[] =>
    accounts(count).map((accountId, index) =>
      mintHostToken(
        {
          kind: 'context',
          clientKey: clientKeyOf(index % tenants),
          accountId,
          lifetime: LIFETIME,
          context: { jira: { issue: { id: '10001', key: 'AB-1' }, project: { id: '10000', key: 'AB' } } },
        },
        secret,
      ),
    );
  const respond = toFetch(authbeat).endpoints();
  return {
    authbeat,
    store,
    sessionKey,
    secret,
    contextTokens,
    sessionTokens: async (count) =>
      Promise.all(contextTokens(count).map(async (token) => exchange(respond, token))),
    async renewedTokens(count) {
      const tokens = contextTokens(64);
      let sessions = await Promise.all(tokens.map(async (token) => exchange(respond, token)));
      const renewed: string[] = [];
      while (renewed.length < count) {
        // A token is the same when it is issued in the same second.
        aheadMs += 1000;
        sessions = await Promise.all(sessions.map(async (session) => renew(respond, session)));
        renewed.push(...sessions);
      }
      return renewed;
    },
    pageUrls: (count) =>
      accounts(count).map((accountId) => {
        const request = { method: 'GET', url: PAGE_PATH };
        const owner = { clientKey: CLIENT_KEY, accountId, lifetime: LIFETIME };
        const token = mintHostToken({ kind: 'iframe', ...owner, baseUrl: BASE_URL, request }, secret);
        return `${PAGE_PATH}&jwt=${token}`;
      }),
    peerTokens: (count) =>
      accounts(count).map((accountId) => {
        const iat = Math.floor(Date.now() / 1000);
        const claims = {
          iss: `https://${CLIENT_KEY}.example.com/admin`,
          dest: `https://${CLIENT_KEY}.example.com`,
          aud: APP_KEY,
          sub: accountId,
          sid: accountId,
          context: { jira: { issue: { id: '10001', key: 'AB-1' }, project: { id: '10000', key: 'AB' } } },
          iat,
          nbf: iat,
          exp: iat + LIFETIME,
        };
        return signHs256(claims, secret);
      }),
  };
}

/** What people write by hand: the HMAC, then the claims. The lower bound for a token that was not seen before. */
export function verifyByHand(token: string, secret: string): Readonly<Record<string, unknown>> {
  const end = token.lastIndexOf('.');
  const input = token.slice(0, end);
  const signature = createHmac('sha256', secret).update(input).digest('base64url');
  if (signature !== token.slice(end + 1)) throw new Error('The signature is wrong.');
  const payload = input.slice(input.indexOf('.') + 1);
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

/** The first tenant is the one of the peers. */
export function clientKeyOf(tenant: number): string {
  return tenant === 0 ? CLIENT_KEY : `${CLIENT_KEY}-${tenant}`;
}

function accounts(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `557058:account-${index}`);
}

type Respond = (request: Request) => Promise<Response | undefined>;

async function exchange(respond: Respond, token: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
  return readToken(await respond(new Request(`${BASE_URL}/authbeat/session`, { method: 'POST', body })));
}

async function renew(respond: Respond, session: string): Promise<string> {
  const headers = { authorization: `Bearer ${session}` };
  return readToken(await respond(new Request(`${BASE_URL}/authbeat/heartbeat`, { method: 'POST', headers })));
}

async function readToken(response: Response | undefined): Promise<string> {
  if (response?.status !== 200) throw new Error(`An endpoint responded with ${response?.status}.`);
  const { access_token: session } = (await response.json()) as { access_token: string };
  return session;
}

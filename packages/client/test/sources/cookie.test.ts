import { expect, test } from 'vitest';
import { cookie } from '../../src/sources/cookie.ts';
import { refuse } from '../harness/backend.ts';
import { ORIGIN } from '../harness/frame.ts';
import { simulatePage } from '../harness/simulated-page.ts';
import type { SimulatedPage } from '../harness/simulated-page.ts';

const MINUTE = 60_000;

interface Arrival {
  readonly what: string;
  readonly session: string | null;
  readonly authorization: string | null;
}

/** A page and a server with `transport: 'cookie'`. The browser has the cookie after an exchange, if it keeps cookies. */
function open(): SimulatedPage & {
  readonly arrivals: Arrival[];
  readonly browser: { keepsCookies: boolean; hasCookie: boolean };
} {
  const arrivals: Arrival[] = [];
  const browser = { keepsCookies: true, hasCookie: false };
  const simulated = simulatePage({
    source: cookie(),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname } = new URL(request.url);
      const session = request.headers.get('X-Authbeat-Session');
      arrivals.push({
        what: `${request.method} ${pathname}`,
        session,
        authorization: request.headers.get('Authorization'),
      });
      const begins = pathname === '/authbeat/session' && request.method === 'POST';
      if (begins) browser.hasCookie = browser.keepsCookies;
      else if (!(session === 'the-name' && browser.hasCookie)) return refuse('session_missing');
      return Response.json({ session: 'the-name', token_type: 'N_A', expires_in: 900 });
    },
  });
  return Object.assign(simulated, { arrivals, browser });
}

test('every request names the session, and none carries a token', async () => {
  const { client, backend, advance, outcome, arrivals } = open();
  await advance(MINUTE);
  expect(await outcome(client.fetch(`${ORIGIN}/api`).then(({ status }) => status))).toBe(200);
  backend.host = 'silent';
  await advance(14 * MINUTE);
  await outcome(client.signOut());
  expect(arrivals.map(({ what, session }) => `${what} ${session}`)).toEqual([
    'POST /authbeat/session null',
    'GET /api the-name',
    'POST /authbeat/heartbeat the-name',
    'DELETE /authbeat/session the-name',
  ]);
  expect(arrivals.every(({ authorization }) => authorization === null)).toBe(true);
});

const blocked = { code: 'cookies_blocked' };
const BEGIN = 'POST /authbeat/session';

test('the first request without its cookie fails the session, until a person tries again', async () => {
  const { client, browser, advance, outcome, arrivals } = open();
  browser.keepsCookies = false;
  await advance(MINUTE);
  expect(await outcome(client.fetch(`${ORIGIN}/api`), 1_000)).toMatchObject(blocked);
  expect(client.state).toMatchObject({ status: 'failed', error: blocked });
  expect(await outcome(client.fetch(`${ORIGIN}/api`), 1_000)).toMatchObject(blocked);
  expect(arrivals.map(({ what }) => what)).toEqual([BEGIN, 'GET /api']);

  browser.keepsCookies = true;
  client.retry();
  await advance(1_000);
  expect(await outcome(client.fetch(`${ORIGIN}/api`).then(({ status }) => status))).toBe(200);
  expect(client.state.status).toBe('active');
});

test('a browser that blocks the cookie is asked again after five minutes', async () => {
  const { client, browser, advance, outcome, arrivals } = open();
  browser.keepsCookies = false;
  await advance(MINUTE);
  await outcome(Promise.all([client.fetch(`${ORIGIN}/api/1`), client.fetch(`${ORIGIN}/api/2`)]), 1_000);
  await advance(4 * MINUTE);
  expect(arrivals.filter(({ what }) => what === BEGIN)).toHaveLength(1);
  browser.keepsCookies = true;
  await advance(4 * MINUTE);
  expect(arrivals.filter(({ what }) => what === BEGIN)).toHaveLength(2);
  expect(await outcome(client.fetch(`${ORIGIN}/api`).then(({ status }) => status))).toBe(200);
});

test('a cookie that is lost later is replaced', async () => {
  const { client, browser, advance, outcome, arrivals } = open();
  const load = async (): Promise<unknown> =>
    outcome(
      client.fetch(`${ORIGIN}/api`).then(({ status }) => status),
      1_000,
    );
  await advance(MINUTE);
  expect(await load()).toBe(200);
  browser.hasCookie = false;
  expect(await load()).toBe(200);
  expect(arrivals.map(({ what }) => what)).toEqual([BEGIN, 'GET /api', 'GET /api', BEGIN, 'GET /api']);
});

test('a server without the cookie transport gives no session', async () => {
  const { client, outcome } = simulatePage({ source: cookie() });
  expect(await outcome(client.getToken())).toMatchObject({ code: 'unavailable' });
});

test('frames of one tenant and account sign out together', async () => {
  const { advance, lines } = open();
  await advance(MINUTE);
  expect(lines.names[0]).toContain('tenant account');
});

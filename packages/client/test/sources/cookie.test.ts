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

/** A server with `transport: 'cookie'`. */
function open(): SimulatedPage & { readonly arrivals: Arrival[] } {
  const arrivals: Arrival[] = [];
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
      if (!begins && session !== 'the-name') return refuse('session_missing');
      return Response.json({ session: 'the-name', token_type: 'N_A', expires_in: 900 });
    },
  });
  return Object.assign(simulated, { arrivals });
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

test('a server without the cookie transport gives no session', async () => {
  const { client, outcome } = simulatePage({ source: cookie() });
  expect(await outcome(client.getToken())).toMatchObject({ code: 'unavailable' });
});

test('frames of one tenant and account sign out together', async () => {
  const { advance, lines } = open();
  await advance(MINUTE);
  expect(lines.names[0]).toContain('tenant account');
});

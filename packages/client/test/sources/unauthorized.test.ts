import { describe, expect, test } from 'vitest';
import { ace } from '../../src/sources/ace.ts';
import { custom } from '../../src/sources/custom.ts';
import { firstOf } from '../../src/sources/first-of.ts';
import { heartbeat } from '../../src/sources/heartbeat.ts';
import { springBoot } from '../../src/sources/spring-boot.ts';
import type { Source } from '../../src/sources/source.ts';
import { ORIGIN } from '../harness/frame.ts';
import { unsignedJwt } from '../harness/jwt.ts';
import { simulatePage } from '../harness/simulated-page.ts';
import type { SimulatedPage } from '../harness/simulated-page.ts';

const MINUTE = 60_000;
const HEARTBEAT = `${ORIGIN}/heartbeat`;

interface App extends SimulatedPage {
  /** How many tokens the server has handed out. */
  readonly renewals: () => number;
  /** Tokens up to this number are refused by every route. */
  refuseUntil: number;
}

/** A server without codes: its routes say 200 or 401, and `/forbidden` always says 401. */
function open(make: (next: () => string) => Source): App {
  let count = 0;
  const next = (): string => {
    count += 1;
    return unsignedJwt({ iss: 'app', aud: 'app', sub: 'account', iat: 0, exp: 900, jti: count });
  };
  const app: App = Object.assign(
    simulatePage({
      source: make(next),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        if (request.url === HEARTBEAT) {
          const token = next();
          const headers = { 'X-acpt': token };
          return Response.json({ token, access_token: token, expires_in: 900 }, { headers });
        }
        const token = request.headers.get('Authorization')?.split(' ')[1] ?? '';
        const { jti } = JSON.parse(atob(token.split('.')[1] ?? '')) as { jti: number };
        const refused = request.url.endsWith('/forbidden') || jti <= app.refuseUntil;
        return Response.json({}, { status: refused ? 401 : 200 });
      },
    }),
    { renewals: () => count, refuseUntil: 0 },
  );
  return app;
}

const sources: [string, (next: () => string) => Source][] = [
  ['ace', () => ace({ url: '/heartbeat' })],
  ['springBoot', () => springBoot()],
  [
    'heartbeat',
    (next) => {
      const trading = heartbeat({ url: '/heartbeat' });
      const first = custom(async () => ({ token: next(), expiresIn: 900 }));
      // `firstOf` authorizes and judges as its first source does.
      return firstOf({ ...trading, obtain: first.obtain }, trading);
    },
  ],
];

describe.each(sources)('%s', (_name, make) => {
  const status = async ({ client, outcome }: App, path: string): Promise<unknown> =>
    outcome(
      client.fetch(`${ORIGIN}${path}`).then((response) => response.status),
      10_000,
    );

  test('renews a token that the server refuses, and repeats the request', async () => {
    const app = open(make);
    await app.advance(10_000);
    app.refuseUntil = app.renewals();
    expect(await status(app, '/api')).toBe(200);
  });

  test('takes a 401 for the response where a new token is refused, too', async () => {
    const app = open(make);
    await app.advance(10_000);
    expect(await status(app, '/forbidden')).toBe(401);
    expect(app.client.state).toEqual({ status: 'active' });
  });

  test('is not slowed down by a route that always responds with 401', async () => {
    const app = open(make);
    await app.advance(10_000);
    expect(await status(app, '/forbidden')).toBe(401);
    const before = app.renewals();
    for (let poll = 0; poll < 50; poll += 1) {
      const both = Promise.all([
        app.client.fetch(`${ORIGIN}/forbidden`).then((response) => response.status),
        app.client.fetch(`${ORIGIN}/api`).then((response) => response.status),
      ]);
      expect(await app.outcome(both, 1_000)).toEqual([401, 200]);
    }
    expect(app.renewals()).toBe(before);
  });

  test('notices again after a minute that a token is refused', async () => {
    const app = open(make);
    await app.advance(10_000);
    await status(app, '/forbidden');
    await app.advance(MINUTE);
    app.refuseUntil = app.renewals();
    expect(await status(app, '/api')).toBe(200);
  });
});

test.each(['Bearer', 'JWT'] as const)('custom() sends its token as %s', async (scheme) => {
  const seen: (string | null)[] = [];
  const source = custom(async () => ({ token: 'token', expiresIn: 900 }), { scheme });
  const { client, outcome } = simulatePage({
    source,
    fetch: async (input) => {
      seen.push((input as Request).headers.get('Authorization'));
      return Response.json({});
    },
  });
  await outcome(client.fetch(`${ORIGIN}/api`));
  expect(seen).toEqual([`${scheme} token`]);
});

test('custom() is the same source for the same function and scheme', () => {
  const obtain = async (): Promise<{ token: string; expiresIn: number }> => ({ token: 'a', expiresIn: 1 });
  expect(custom(obtain).key).toBe(custom(obtain).key);
  expect(custom(obtain).key).not.toBe(custom(async () => obtain()).key);
  expect(custom(obtain).key).not.toBe(custom(obtain, { scheme: 'JWT' }).key);
});

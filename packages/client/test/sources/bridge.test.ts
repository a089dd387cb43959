import { expect, test } from 'vitest';
import { unsignedJwt } from '../harness/jwt.ts';
import { simulatePage } from '../harness/simulated-page.ts';

const code = (error: unknown): unknown => (error as { code?: unknown }).code;
/** The virtual calendar of a frame begins here, in seconds. */
const BEGINNING = 1_700_000_000;

test('a host that calls back is supported', async () => {
  const { client, outcome } = simulatePage({
    getToken: (callback) => {
      callback(unsignedJwt({ exp: BEGINNING + 900 }));
      return undefined;
    },
  });
  expect(await outcome(client.getToken())).toBe('session-1');
});

test.each([
  ['calls back with nothing', (callback: () => void) => (callback(), undefined), 'host_refused'],
  ['rejects with a string', async () => Promise.reject('HTTP 403'), 'host_refused'],
  ['resolves nothing', async () => undefined, 'host_refused'],
  ['never settles', async () => new Promise(() => {}), 'host_silent'],
])('a host that %s is reported as such', async (_way, getToken, expected) => {
  const { client, outcome } = simulatePage({ getToken });
  expect(code(await outcome(client.getToken()))).toBe(expected);
  expect(client.state.status).toBe('failed');
});

test('a host that throws leaves no call waiting', async () => {
  const { client, outcome } = simulatePage({
    getToken: () => {
      throw new TypeError('broken');
    },
  });
  expect(code(await outcome(client.getToken()))).toBe('unavailable');
});

test('a bridge that loads after the app is waited for', async () => {
  const { client, frame, create, backend, advance } = simulatePage();
  client.dispose();
  const { AP } = frame;
  frame.AP = {};
  const early = create();
  await advance(2_000);
  expect(early.state.status).toBe('starting');
  frame.AP = AP;
  await advance(200);
  expect(early.state.status).toBe('active');
  expect(backend.count('exchange')).toBe(1);
});

test('a page outside of a host is reported at once', async () => {
  const { frame, create, client, outcome } = simulatePage();
  client.dispose();
  frame.AP = {};
  Object.defineProperty(frame, 'parent', { value: frame });
  const alone = create();
  expect(code(await outcome(alone.getToken(), 3_500))).toBe('host_missing');
});

test('a token that is about to expire is requested again, and used if there is no other', async () => {
  let asked = 0;
  const dying = unsignedJwt({ iss: 'tenant', sub: 'account', exp: BEGINNING + 5 });
  const { client, backend, outcome } = simulatePage({
    getToken: async () => {
      asked += 1;
      return dying;
    },
  });
  expect(await outcome(client.getToken(), 4_000)).toBe('session-1');
  expect(asked).toBe(2);
  expect(backend.count('exchange')).toBe(1);
});

test('the exchange is that of the protocol, and sends no referrer', async () => {
  let seen: RequestInit | undefined;
  const { advance } = simulatePage({
    fetch: async (_url, init) => {
      seen = init;
      return Response.json({ access_token: 'a', expires_in: 900 });
    },
  });
  await advance(100);
  expect(seen).toMatchObject({ method: 'POST', redirect: 'error', referrerPolicy: 'no-referrer' });
  const body = Object.fromEntries(seen?.body as URLSearchParams);
  expect(body).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: expect.stringMatching(/^ey/) as string,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  });
});

import { expect, test } from 'vitest';
import { ORIGIN } from '../harness/frame.ts';
import { simulatePage } from '../harness/simulated-page.ts';

const API = `${ORIGIN}/api`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each(['supabase-js#2013', 'supabase-js#2426', 'supabase-js#2344'])(
  '%s: a frame that is frozen in the middle of a refresh holds up no other',
  async () => {
    const { client, frame, advance, addFrame } = simulatePage();
    // Frozen: responses do not arrive and its timers do not run.
    frame.fetch = async () => new Promise(() => {});
    frame.setTimeout = () => undefined;
    client.retry();
    const other = addFrame();
    const token = other.client.getToken();
    await advance(5_000);
    expect(await token).toMatch(/^session-/);
  },
);

test('auth-js#762: getToken() inside of a listener does not block', async () => {
  const { client, advance } = simulatePage();
  const inside: string[] = [];
  client.on('renewed', () => {
    client.getToken().then(
      (token) => inside.push(token),
      () => {},
    );
  });
  await advance(1_000);
  expect(inside).toEqual(['session-1']);
});

test('auth0-spa-js#275: a refresh that fails leaves nothing locked', async () => {
  const { client, backend, advance } = simulatePage();
  backend.server = 'down';
  await advance(MINUTE);
  backend.server = 'up';
  client.retry();
  const token = client.getToken();
  await advance(1_000);
  expect(await token).toBe('session-1');
});

test('auth0-spa-js#973: of two waiters, both get the token of one refresh', async () => {
  const { client, backend, advance } = simulatePage();
  const tokens = Promise.all([client.getToken(), client.getToken()]);
  await advance(1_000);
  expect(await tokens).toEqual(['session-1', 'session-1']);
  expect(backend.count('exchange')).toBe(1);
});

test('auth0-spa-js#552: a token that lives is handed out without waiting for anything', async () => {
  const { client, advance } = simulatePage();
  await advance(1_000);
  let token: string | undefined;
  const asked = client.getToken().then((given) => {
    token = given;
    return given;
  });
  await asked;
  expect(token).toBe('session-1');
});

test.each(['auth-js#213', 'fliks-app/fliks#457'])(
  '%s: frames that refresh at the same time do not revoke each other’s sessions',
  async () => {
    const { client, addFrame, advance } = simulatePage();
    const others = Array.from({ length: 5 }, () => addFrame().client);
    await advance(3 * HOUR);
    const responses = Promise.all([client, ...others].map(async (each) => each.fetch(API)));
    await advance(1_000);
    expect((await responses).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  },
);

test('convex-auth#76: a request on its way with the token before is not lost to a refresh', async () => {
  const { client, backend, advance } = simulatePage();
  await advance(6_000);
  backend.latency = 8_000;
  const slow = client.fetch(API);
  client.retry();
  await advance(MINUTE);
  expect((await slow).status).toBe(200);
});

test('nextauth#8897: a late response never replaces a newer session', async () => {
  const { client, backend, advance } = simulatePage();
  backend.latency = 90_000;
  await advance(30_100);
  backend.latency = 40;
  await advance(2_000);
  const renewed: string[] = [];
  client.on('renewed', () => renewed.push('again'));
  const token = await client.getToken();
  await advance(MINUTE);
  expect(await client.getToken()).toBe(token);
  expect(renewed).toEqual([]);
  expect(backend.count('exchange')).toBe(2);
});

test.each(['shopify-app-bridge#163', 'shopify-app-bridge#179', 'shopify-app-bridge#185'])(
  '%s: a bridge that never responds does not hang the app',
  async () => {
    const { client, advance } = simulatePage({ getToken: async () => new Promise(() => {}) });
    const failed = client.fetch(API).catch((error: unknown) => error);
    await advance(30_000);
    expect(await failed).toMatchObject({ code: 'host_silent' });
  },
);

test('supabase-js#2392: a sign-out wins over a refresh in flight', async () => {
  const { client, backend, advance } = simulatePage();
  await advance(1_000);
  backend.latency = 2_000;
  await advance(11.25 * MINUTE);
  expect(backend.count('exchange')).toBe(1);
  const leaving = client.signOut();
  await advance(HOUR);
  await leaving;
  expect(client.state.status).toBe('signedout');
});

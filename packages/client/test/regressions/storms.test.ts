import { expect, test } from 'vitest';
import { refuse } from '../harness/backend.ts';
import { ORIGIN } from '../harness/frame.ts';
import { simulatePage } from '../harness/simulated-page.ts';

const API = `${ORIGIN}/api`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('axios-auth-refresh#210: many clients of a page refresh once, not once each', async () => {
  const { create, backend, advance } = simulatePage();
  const clients = Array.from({ length: 10 }, () => create());
  await advance(1_000);
  backend.forgetSessions();
  const responses = Promise.all(clients.map(async (client) => client.fetch(API)));
  await advance(10_000);
  expect((await responses).map(({ status }) => status)).toEqual(clients.map(() => 200));
  expect(backend.count('exchange')).toBe(2);
});

test.each(['axios-auth-refresh#90', 'axios-auth-refresh#139'])(
  '%s: every request that was refused is sent again, not the first alone',
  async () => {
    const { client, backend, advance } = simulatePage();
    await advance(6_000);
    backend.forgetSessions();
    const paths = ['/api/a', '/api/b', '/api/c'];
    const responses = Promise.all(paths.map(async (path) => client.fetch(`${ORIGIN}${path}`)));
    await advance(10_000);
    expect((await responses).map(({ ok }) => ok)).toEqual([true, true, true]);
  },
);

test('bucketeer-io/bucketeer#2455: a 401 that is not about the session starts no refresh, however often it comes', async () => {
  const { client, backend, advance } = simulatePage();
  await advance(6_000);
  backend.api = () => refuse('not_your_document');
  for (let poll = 0; poll < 100; poll += 1) {
    const response = client.fetch(API);
    await advance(200);
    expect((await response).status).toBe(401);
  }
  expect(backend.count('api')).toBe(100);
  expect(backend.count('exchange')).toBe(1);
});

test('superset-sh/superset#5518: refreshing does not storm a server that fails', async () => {
  const { client, backend, advance, frame } = simulatePage();
  backend.server = 'busy';
  for (let poll = 0; poll < 600; poll += 1) {
    client.fetch(API).catch(() => {});
    frame.tell('focus');
    await advance(1_000);
  }
  // At worst one attempt in five seconds while somebody looks at the page every second.
  expect(backend.arrivals.length).toBeLessThan(125);
});

test.each(['better-auth#9077', 'better-auth#10667', 'better-auth#10740'])(
  '%s: a thousand renderings, mounts or calls make no request',
  async () => {
    const { create, backend, advance } = simulatePage();
    for (let render = 0; render < 1_000; render += 1) {
      const client = create();
      client.subscribe(() => {})();
      client.ready.catch(() => {});
    }
    await advance(MINUTE);
    expect(backend.arrivals).toHaveLength(1);
  },
);

test('better-auth#9613: a focus right after a refresh does not refresh again', async () => {
  const { frame, backend, advance } = simulatePage();
  await advance(1_000);
  frame.tell('focus');
  frame.tell('visibilitychange');
  await advance(1_000);
  expect(backend.count('exchange')).toBe(1);
});

test.each(['directus#4054', 'keycloak-js#107', 'payload#670', 'rynfar/meridian#515'])(
  '%s: a life beyond 2^31 ms does not fire its timer at once',
  async () => {
    const { backend, advance } = simulatePage();
    backend.life = 2 ** 31 * 4;
    await advance(2 * HOUR);
    expect(backend.count('exchange')).toBe(1);
  },
);

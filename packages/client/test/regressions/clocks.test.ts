import { expect, test } from 'vitest';
import { ORIGIN } from '../harness/frame.ts';
import { simulatePage } from '../harness/simulated-page.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each([
  ['workos/authkit-nextjs#470: a slow clock does not serve dead tokens', -DAY],
  ['koala73/worldmonitor#5932: a fast clock ends no session', DAY],
  ['firebase-js-sdk#6032: a wrong clock does not refresh all the time', 7 * DAY],
])('%s', async (_name, ahead) => {
  const { client, create, frame, backend, advance } = simulatePage();
  client.dispose();
  frame.shiftWallClock(ahead);
  const skewed = create();
  for (let minute = 0; minute < 120; minute += 1) {
    const response = skewed.fetch(`${ORIGIN}/api`);
    await advance(MINUTE);
    expect((await response).status).toBe(200);
  }
  expect(backend.arrivals.every(({ status }) => status === 200)).toBe(true);
  expect(backend.count('exchange')).toBeLessThan(13);
});

test.each([-DAY, DAY, -10 * DAY])(
  'a clock that is set by %i ms in between costs one renewal at most',
  async (shift) => {
    const { client, frame, backend, advance } = simulatePage();
    await advance(MINUTE);
    frame.shiftWallClock(shift);
    for (let minute = 0; minute < 60; minute += 1) {
      const response = client.fetch(`${ORIGIN}/api`);
      await advance(MINUTE);
      expect((await response).status).toBe(200);
    }
    expect(backend.arrivals.every(({ status }) => status === 200)).toBe(true);
    expect(backend.count('exchange')).toBeGreaterThan(5);
    expect(backend.count('exchange')).toBeLessThan(8);
  },
);

test.each(['oidc-client-js#143', 'oidc-client-js#297'])(
  '%s: after a sleep the session is renewed before a listener is called',
  async () => {
    const { client, frame, timeline, advance } = simulatePage();
    await advance(MINUTE);
    const statuses: string[] = [];
    client.on('changed', ({ status }) => statuses.push(status));
    timeline.skip(8 * HOUR);
    frame.wakeUp(8 * HOUR);
    const response = client.fetch(`${ORIGIN}/api`);
    await advance(5_000);
    expect((await response).status).toBe(200);
    expect(statuses).toEqual([]);
  },
);

test('oidc-client-ts#251: one failure is not the end', async () => {
  const { client, backend, advance } = simulatePage();
  await advance(MINUTE);
  backend.server = 'down';
  await advance(11 * MINUTE);
  backend.server = 'up';
  await advance(2 * MINUTE);
  expect(client.state.status).toBe('active');
});

test('chromestatus#4718288976216064: timers that fire once a minute in a hidden tab do not lose the session', async () => {
  const { client, frame, backend, advance } = simulatePage();
  backend.life = 3 * MINUTE;
  frame.hidden = true;
  for (let minute = 0; minute < 120; minute += 1) {
    const response = client.fetch(`${ORIGIN}/api`);
    await advance(MINUTE);
    expect((await response).status).toBe(200);
  }
});

test('a timer that fires a moment early does not miss the next attempt', async () => {
  for (let step = 0; step < 100; step += 1) {
    const { client, create, frame, backend, timeline, advance } = simulatePage({ random: () => step / 100 });
    client.dispose();
    backend.server = 'down';
    const read = frame.performance.now;
    frame.performance.now = () => {
      timeline.skip(0.2);
      return read();
    };
    const slow = create();
    // Three attempts fail within three seconds.
    await advance(4_000);
    expect(slow.state.status).toBe('failed');
  }
});

test('better-auth#6110: being offline is a pause, and not a sign-out', async () => {
  const { client, frame, backend, advance } = simulatePage();
  await advance(MINUTE);
  frame.connect(false);
  await advance(HOUR);
  expect(client.state.status).toBe('paused');
  expect(backend.count('exchange')).toBe(1);
  frame.connect(true);
  await advance(1_000);
  expect(client.state.status).toBe('active');
});

test('inaturalist/iNaturalistReactNative#353: the client object holds no token', async () => {
  const { client, advance } = simulatePage();
  await advance(MINUTE);
  const token = await client.getToken();
  expect(JSON.stringify([client.state, await client.ready])).not.toContain(token);
  await advance(HOUR);
  expect(await client.getToken()).not.toBe(token);
});

import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '../src/retry-after.ts';
import { refuse } from './harness/backend.ts';
import { ORIGIN } from './harness/frame.ts';
import { simulatePage } from './harness/simulated-page.ts';
import type { SimulatedPage } from './harness/simulated-page.ts';

const API = `${ORIGIN}/api/items`;
const MINUTE = 60_000;

const limited = (retryAfter?: string): Response =>
  refuse('rate_limited', 429, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString();

const waitOf = (value: string): number => readRetryAfter(limited(value));

test.each([
  ['120', 120],
  ['0', 0],
  ['-5', 0],
  ['soon', 0],
  ['', 0],
  [inSeconds(-60), 0],
])('Retry-After: %s means %i seconds', (value, seconds) => {
  expect(waitOf(value)).toBe(seconds);
});

test('Retry-After may be a date', () => {
  // A date has whole seconds.
  expect(waitOf(inSeconds(120))).toBeGreaterThan(118);
  expect(waitOf(inSeconds(120))).toBeLessThanOrEqual(120);
});

/** A simulated with a session whose renewals the server refuses from now on. */
async function renewingLimited(
  retryAfter: string,
  host: 'responds' | 'silent' = 'responds',
): Promise<[SimulatedPage, () => number]> {
  const simulated = simulatePage();
  await simulated.advance(MINUTE);
  simulated.backend.host = host;
  let requests = 0;
  simulated.frame.fetch = async () => {
    requests += 1;
    return limited(retryAfter);
  };
  await simulated.advance(11 * MINUTE);
  return [simulated, () => requests];
}

describe('a renewal that is limited', () => {
  test.each(['responds', 'silent'] as const)(
    'is tried again when the server allows it, however often the page is looked at (the host %s)',
    async (host) => {
      const [{ advance, frame }, requests] = await renewingLimited('60', host);
      expect(requests()).toBe(1);
      for (let look = 0; look < 5; look += 1) {
        frame.tell('focus');
        await advance(2_000);
      }
      expect(requests()).toBe(1);
      await advance(MINUTE);
      expect(requests()).toBe(2);
    },
  );

  test.each([['86400'], ['Infinity'], [inSeconds(86_400)]])(
    'is tried again after five minutes at most: %s',
    async (retryAfter) => {
      const [{ advance }, requests] = await renewingLimited(retryAfter);
      expect(requests()).toBe(1);
      await advance(4 * MINUTE);
      expect(requests()).toBe(1);
      await advance(MINUTE);
      expect(requests()).toBe(2);
    },
  );

  test('leaves the session as it is, and is visible when that has expired', async () => {
    const [{ advance, client }] = await renewingLimited('200');
    expect(client.state).toEqual({ status: 'active' });
    await advance(4 * MINUTE);
    expect(client.state).toMatchObject({
      status: 'failed',
      error: { code: 'unavailable', data: { status: 429, refusal: 'rate_limited', retryAfter: 200 } },
    });
  });
});

describe('a request that is limited', () => {
  /** The session is there, and the first `times` requests are refused. */
  async function limitedApi(retryAfter: string | undefined, times = 1, random = 0.5): Promise<SimulatedPage> {
    const simulated = simulatePage({ random: () => random });
    await simulated.advance(MINUTE);
    let refused = 0;
    simulated.backend.api = () =>
      (refused += 1) <= times ? limited(retryAfter) : Response.json({ url: '/x?t=1' });
    return simulated;
  }
  const status = async ({ client }: SimulatedPage, init?: RequestInit): Promise<number> =>
    (await client.fetch(API, init)).status;

  test('is sent again, whole, as soon as the server allows it', async () => {
    const simulated = await limitedApi('4', 1, 0);
    const response = status(simulated, { method: 'POST', body: 'text' });
    await simulated.advance(3_900);
    expect(simulated.backend.count('api')).toBe(1);
    expect(await simulated.outcome(response, 200)).toBe(200);
    const bodies = simulated.backend.arrivals.filter(({ what }) => what === 'api').map(({ body }) => body);
    expect(bodies).toEqual(['text', 'text']);
  });

  test('spreads out from others that were refused with it', async () => {
    const simulated = await limitedApi('4', 1, 0.5);
    const response = status(simulated);
    await simulated.advance(5_900);
    expect(simulated.backend.count('api')).toBe(1);
    expect(await simulated.outcome(response, 200)).toBe(200);
  });

  test('is sent again once, and leaves the session alone', async () => {
    const simulated = await limitedApi('4', Infinity);
    expect(await simulated.outcome(status(simulated))).toBe(429);
    expect(simulated.backend.count('api')).toBe(2);
    expect(simulated.backend.count('exchange')).toBe(1);
    expect(simulated.client.state).toEqual({ status: 'active' });
  });

  test.each([undefined, '0', '11', '86400', 'soon'])(
    'is the caller’s where the server says nothing, or names a late time: %s',
    async (retryAfter) => {
      const simulated = await limitedApi(retryAfter);
      expect(await simulated.outcome(status(simulated), 1_000)).toBe(429);
      expect(simulated.backend.count('api')).toBe(1);
    },
  );

  test('with another status is the caller’s', async () => {
    const simulated = await limitedApi('4');
    simulated.backend.api = () => refuse('unavailable', 503, { 'Retry-After': '4' });
    expect(await simulated.outcome(status(simulated), 1_000)).toBe(503);
    expect(simulated.backend.count('api')).toBe(1);
  });

  test('is not sent again with a stream as body', async () => {
    const simulated = await limitedApi('4');
    const body = new Blob(['streamed']).stream();
    const init: RequestInit & { duplex: string } = { method: 'POST', body, duplex: 'half' };
    expect(await simulated.outcome(status(simulated, init))).toBe(429);
    expect(simulated.backend.count('api')).toBe(1);
  });

  test('waits no longer when it is aborted', async () => {
    const simulated = await limitedApi('10');
    const abort = new AbortController();
    const response = status(simulated, { signal: abort.signal });
    await simulated.advance(1_000);
    abort.abort();
    expect(await simulated.outcome(response, 0)).toMatchObject({ name: 'AbortError' });
    await simulated.advance(MINUTE);
    expect(simulated.backend.count('api')).toBe(1);
  });

  test('for a ticket is sent again, too', async () => {
    const simulated = await limitedApi('4');
    expect(await simulated.outcome(simulated.client.fetchTicketUrl('/x'))).toBe(`${ORIGIN}/x?t=1`);
    expect(simulated.backend.count('api')).toBe(2);
  });

  test('for a ticket tells its caller when to ask again', async () => {
    const simulated = await limitedApi('60');
    expect(await simulated.outcome(simulated.client.fetchTicketUrl('/x'), 1_000)).toMatchObject({
      code: 'unavailable',
      data: { status: 429, retryAfter: 60 },
    });
    expect(simulated.backend.count('api')).toBe(1);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../src/stores/contract.ts';
import type { Subscribe, SubscriptionEvents } from '../../src/stores/driver.ts';
import { keepSubscribed } from '../../src/stores/keep-subscribed.ts';

/** The resolution of measured times. */
const STEP_MS = 25;

/** One attempt to subscribe, as a driver sees it. */
interface Attempt extends SubscriptionEvents {
  readonly time: number;
  readonly succeed: () => void;
  readonly fail: () => void;
  readonly probe: ReturnType<typeof vi.fn<() => Promise<unknown>>>;
  readonly end: ReturnType<typeof vi.fn<() => void>>;
  readonly signal: AbortSignal;
}

function driver() {
  const attempts: Attempt[] = [];
  const subscribe: Subscribe = (events, signal) => {
    const probe = vi.fn<() => Promise<unknown>>(async () => {});
    const end = vi.fn<() => void>();
    const { promise, resolve, reject } = Promise.withResolvers<{ probe: typeof probe; end: typeof end }>();
    const succeed = (): void => resolve({ probe, end });
    attempts.push({
      ...events,
      time: Date.now(),
      probe,
      end,
      signal,
      succeed,
      fail: () => reject(new Error('no')),
    });
    return promise;
  };
  const nth = (index: number): Attempt => {
    const attempt = attempts[index];
    if (!attempt) throw new Error(`There were ${attempts.length} attempts.`);
    return attempt;
  };
  return { attempts, subscribe, nth };
}

async function subscribed(timeoutMs = 500) {
  const { attempts, subscribe, nth } = driver();
  const changes: Change[] = [];
  const stopping = keepSubscribed(
    subscribe,
    (change) => changes.push(change),
    timeoutMs,
    new AbortController().signal,
  );
  nth(0).succeed();
  return { attempts, nth, changes, stop: await stopping };
}

const tenant = JSON.stringify({ kind: 'tenant', clientKey: 'a' });

describe('a subscription', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('reports changes', async () => {
    const { nth, changes } = await subscribed();
    nth(0).receive(tenant);
    expect(changes).toEqual([{ kind: 'tenant', clientKey: 'a' }]);
  });

  it.each([
    '',
    'null',
    '{',
    '{"kind":"gap"}',
    '{"kind":"news"}',
    '[]',
    '7',
    '{"kind":"tenant"}',
    '{"kind":"tenant","clientKey":7}',
    '{"kind":"entry"}',
    '{"kind":"entry","key":7}',
    '{"kind":"news","key":"a"}',
    '{"kind":"lost"}',
  ])('reports a gap for a message that it does not understand: %s', async (message) => {
    const { nth, changes } = await subscribed();
    nth(0).receive(message);
    expect(changes).toEqual([{ kind: 'gap' }]);
  });

  it('that is lost is replaced at once, and a gap is reported', async () => {
    const { nth, changes, attempts } = await subscribed();
    nth(0).lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(nth(0).end).toHaveBeenCalledOnce();
    expect(attempts).toHaveLength(2);
    expect(changes).toEqual([{ kind: 'lost' }]);
    nth(1).succeed();
    await vi.advanceTimersByTimeAsync(0);
    nth(1).receive(tenant);
    expect(changes).toEqual([{ kind: 'lost' }, { kind: 'gap' }, { kind: 'tenant', clientKey: 'a' }]);
  });

  it('whose probe is slow counts as lost until the probe succeeds', async () => {
    const { nth, changes, attempts } = await subscribed(5000);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    nth(0).probe.mockReturnValueOnce(promise);
    await vi.advanceTimersByTimeAsync(1699);
    expect(changes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(changes).toEqual([{ kind: 'lost' }]);
    nth(0).receive('a message that cannot be read');
    expect(changes).toEqual([{ kind: 'lost' }]);
    resolve(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(changes).toEqual([{ kind: 'lost' }, { kind: 'gap' }]);
    expect(attempts).toHaveLength(1);
  });

  it('that cannot be replaced is tried again, with pauses that grow up to 3 seconds', async () => {
    const { nth, attempts } = await subscribed();
    nth(0).lose();
    for (let time = 0; time < 60_000; time += STEP_MS) {
      await vi.advanceTimersByTimeAsync(STEP_MS);
      for (const attempt of attempts) attempt.fail();
    }
    const gaps = attempts.slice(2).map(({ time }, index) => time - nth(index + 1).time);
    expect(gaps[0]).toBeLessThanOrEqual(75 + STEP_MS);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3000 + STEP_MS);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(1000);
  });

  it('that does not begin in time is cancelled', async () => {
    const { nth, attempts } = await subscribed();
    nth(0).lose();
    await vi.advanceTimersByTimeAsync(500);
    expect(nth(1).signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(attempts).toHaveLength(3);
  });

  it('is probed every second, and replaced when a probe gets no response', async () => {
    const { nth, attempts } = await subscribed();
    await vi.advanceTimersByTimeAsync(3100);
    expect(nth(0).probe).toHaveBeenCalledTimes(3);
    nth(0).probe.mockReturnValue(new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(1000);
    expect(attempts).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(nth(0).end).toHaveBeenCalledOnce();
    expect(attempts).toHaveLength(2);
  });

  it('is replaced even if ending the old one fails', async () => {
    const { nth, attempts } = await subscribed();
    nth(0).end.mockImplementation(() => {
      throw new Error('gone already');
    });
    nth(0).lose();
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts).toHaveLength(2);
  });

  it('that is stopped ends, and nothing is reported or tried from then on', async () => {
    const { nth, changes, attempts, stop } = await subscribed();
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(nth(0).end).toHaveBeenCalledOnce();
    nth(0).receive(tenant);
    nth(0).lose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(attempts).toHaveLength(1);
    expect(changes).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that begins after everything was stopped is ended', async () => {
    const { nth, changes, stop } = await subscribed();
    nth(0).lose();
    await vi.advanceTimersByTimeAsync(0);
    stop();
    nth(1).succeed();
    await vi.advanceTimersByTimeAsync(0);
    expect(nth(1).end).toHaveBeenCalledOnce();
    expect(changes).toEqual([{ kind: 'lost' }]);
  });

  it('that begins after opening was cancelled is ended', async () => {
    const { subscribe, nth } = driver();
    const opening = new AbortController();
    const stopping = keepSubscribed(subscribe, () => {}, 500, opening.signal);
    opening.abort();
    nth(0).succeed();
    await stopping;
    await vi.advanceTimersByTimeAsync(0);
    expect(nth(0).end).toHaveBeenCalledOnce();
  });

  it('that fails at first is reported', async () => {
    const { subscribe, nth } = driver();
    const stopping = keepSubscribed(subscribe, () => {}, 500, new AbortController().signal);
    nth(0).fail();
    await expect(stopping).rejects.toThrow('no');
  });
});

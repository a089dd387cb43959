import { describe, expect, it } from 'vitest';
import { FRESH_FOR_MS, keep } from '../../src/tenants/keep.ts';
import { createClock } from '../support/clock.ts';

/** A source that counts its reads, can fail, and can be made to wait. */
function createSource() {
  const source = {
    value: 'first',
    reads: 0,
    failing: false,
    wait: Promise.resolve(),
    async read() {
      source.reads += 1;
      const { value, failing } = source;
      await source.wait;
      if (failing) throw new Error('unreachable');
      return value;
    },
  };
  return source;
}

function createKept() {
  const clock = createClock();
  const source = createSource();
  return {
    clock,
    source,
    kept: keep(async () => source.read(), {
      now: () => clock.now(),
      staleForMs: 300_000,
      freshForMs: () => FRESH_FOR_MS,
    }),
  };
}

describe('a kept value', () => {
  it('is read once for many concurrent calls, and not again while it is fresh', async () => {
    const { source, kept, clock } = createKept();
    expect(await Promise.all([kept.get(), kept.get(), kept.get()])).toEqual(['first', 'first', 'first']);
    clock.pass(59);
    await kept.get();
    expect(source.reads).toBe(1);
    clock.pass(1);
    source.value = 'second';
    expect(await kept.get()).toBe('second');
  });

  it('is read again after invalidate()', async () => {
    const { source, kept } = createKept();
    await kept.get();
    source.value = 'second';
    kept.invalidate();
    expect(await kept.get()).toBe('second');
  });

  it('is not replaced by an older value, whose read took longer', async () => {
    const { source, kept } = createKept();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    source.wait = promise.then(() => undefined);
    const slow = kept.get();
    source.value = 'second';
    source.wait = Promise.resolve();
    kept.invalidate();
    expect(await kept.get()).toBe('second');
    resolve(undefined);
    await slow;
    expect(await kept.get()).toBe('second');
  });

  it('is returned while its source fails, until it is too old', async () => {
    const { source, kept, clock } = createKept();
    await kept.get();
    source.failing = true;
    kept.invalidate();
    expect(await kept.get()).toBe('first');
    clock.pass(299);
    expect(await kept.get()).toBe('first');
    clock.pass(1);
    await expect(kept.get()).rejects.toThrow('unreachable');
    source.failing = false;
    expect(await kept.get()).toBe('first');
  });

  it('is not read again from a source that has just failed', async () => {
    const { source, kept, clock } = createKept();
    await kept.get();
    source.failing = true;
    kept.invalidate();
    await kept.get();
    await kept.get();
    expect(source.reads).toBe(2);
    clock.pass(1);
    await kept.get();
    expect(source.reads).toBe(3);
  });
});

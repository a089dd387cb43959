import { describe, expect, it } from 'vitest';
import { createFairSlots, type FairSlots } from '../../src/tokens/fair-slots.ts';

/** Work that ends only when its slot is given away. */
async function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('aborted'));
    });
  });
}

/** Begins endless work for an address, and counts what has ended of it. */
function begin(slots: FairSlots<string>, address: string | undefined, names: readonly string[]) {
  const ended: string[] = [];
  for (const name of names) slots.run(name, address, untilAborted).catch(() => ended.push(name));
  return ended;
}

const namesOf = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
const settle = async (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe('slots that networks share fairly', () => {
  it('give every network as many as the one that asks for most', async () => {
    const slots = createFairSlots<string>(90);
    const greedy = begin(slots, '192.0.2.1', namesOf('a', 500));
    const second = begin(slots, '192.0.2.2', namesOf('b', 500));
    const third = begin(slots, '2001:db8::1', namesOf('c', 500));
    await settle();
    const held = [greedy, second, third].map((ended) => 500 - ended.length);
    expect(held.reduce((sum, count) => sum + count)).toBe(90);
    expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(2);
  });

  it('always have room for a network that has none, at the cost of the oldest of the one that has most', async () => {
    const slots = createFairSlots<string>(10);
    const ended = begin(slots, '192.0.2.1', namesOf('a', 10));
    expect(await slots.run('genuine', '192.0.2.2', async () => 'found')).toBe('found');
    await settle();
    expect(ended).toEqual(['a-0']);
  });

  it('are not multiplied by the addresses of one IPv6 network, or by callers without an address', async () => {
    for (const address of [(index: number) => `2001:db8::${index}`, () => undefined]) {
      const slots = createFairSlots<string>(10);
      const ended = namesOf('a', 20).map((name, index) => begin(slots, address(index + 1), [name]));
      await settle();
      expect(ended.filter(([name]) => name !== undefined)).toHaveLength(10);
      expect(await slots.run('genuine', '192.0.2.2', async () => 'found')).toBe('found');
    }
  });

  it('keep the work that a second network has joined, when the first one must give up slots', async () => {
    const slots = createFairSlots<string>(10);
    const found = Promise.withResolvers<string>();
    const first = slots.run('genuine', '192.0.2.1', async (signal) =>
      Promise.race([found.promise, untilAborted(signal)]),
    );
    begin(slots, '192.0.2.1', namesOf('a', 9));
    const joined = slots.run('genuine', '192.0.2.2', untilAborted);
    const later = begin(slots, '192.0.2.3', namesOf('c', 3));
    await settle();
    found.resolve('found');
    expect(await Promise.all([first, joined])).toEqual(['found', 'found']);
    expect(later).toEqual([]);
  });

  it('are free again once their work has ended, also by an error', async () => {
    const slots = createFairSlots<string>(1);
    const fail = async (): Promise<string> => Promise.reject(new Error('away'));
    for (let round = 0; round < 3; round += 1)
      await expect(slots.run('a', '192.0.2.1', fail)).rejects.toThrow('away');
    expect(await slots.run('b', '192.0.2.1', async () => 'done')).toBe('done');
  });

  it('are refused, not taken back and forth, between networks that have their share', async () => {
    const slots = createFairSlots<string>(2);
    begin(slots, '192.0.2.1', ['a']);
    begin(slots, '192.0.2.2', ['b']);
    await expect(slots.run('c', '192.0.2.3', untilAborted)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

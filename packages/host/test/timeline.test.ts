import { describe, expect, it } from 'vitest';
import { Timeline } from '../src/timeline/timeline.ts';

const entry = (sentence: string) => ({ kind: 'page', sentence, data: {} }) as const;

describe('a timeline', () => {
  it('numbers and dates what it records, and keeps the last 10,000', () => {
    const timeline = new Timeline(() => 42);
    for (let count = 1; count <= 10_001; count += 1) timeline.record(entry(`event ${count}`));
    expect(timeline.events).toHaveLength(10_000);
    expect(timeline.events[0]).toEqual({ id: 2, atMs: 42, ...entry('event 2') });
  });

  it('calls its subscribers until they unsubscribe', () => {
    const timeline = new Timeline(Date.now);
    const received: string[] = [];
    const unsubscribe = timeline.subscribe(({ sentence }) => received.push(sentence));
    timeline.record(entry('one'));
    unsubscribe();
    timeline.record(entry('two'));
    expect(received).toEqual(['one']);
  });

  it('waits for a later event, up to a timeout', async () => {
    const timeline = new Timeline(Date.now);
    timeline.record(entry('wanted'));
    const waiting = timeline.next(({ sentence }) => sentence === 'wanted');
    timeline.record(entry('another'));
    timeline.record(entry('wanted'));
    expect((await waiting).id).toBe(3);
    await expect(timeline.next(() => true, 5)).rejects.toThrow('No event matched within 5 ms.');
  });
});

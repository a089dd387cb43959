import { describe, expect, test } from 'vitest';
import { ClientError } from '../src/errors.ts';
import {
  ended,
  failed,
  granted,
  INITIAL,
  reduce,
  responded,
  retried,
  ticked,
  toSnapshot,
} from '../src/machine.ts';
import type { MachineEvent, State } from '../src/machine.ts';

const TICK = ticked(true, false);
const GRANT = granted({ token: 'token', expiresIn: 1_000 });
const REFUSED = responded('token', 'renew');
const UNAVAILABLE = failed(new ClientError('unavailable'));

/** The state after events at their times, in seconds, with chance out of play. */
const after = (...events: readonly (readonly [now: number, event: MachineEvent])[]): State =>
  events.reduce((state, [now, event]) => reduce(state, event, now, 0), INITIAL);

test('a token counts as expired when it might expire on its way to the server', () => {
  const state = after([0, TICK], [0, GRANT]);
  expect(state).toMatchObject({ renewAt: 700, expiresAt: 950 });
  expect(toSnapshot(state, 949).status).toBe('active');
});

describe('failures', () => {
  test('become visible with the third', () => {
    const two = after([0, TICK], [0, UNAVAILABLE], [0.5, TICK], [0.5, UNAVAILABLE]);
    expect(toSnapshot(two, 1).status).toBe('starting');
    const three = reduce(reduce(two, TICK, 1.5, 0), UNAVAILABLE, 1.5, 0);
    expect(toSnapshot(three, 2)).toMatchObject({ status: 'failed', error: { code: 'unavailable' } });
  });

  test('are twice as far apart each time', () => {
    let state = after([0, TICK]);
    const waits = Array.from({ length: 12 }, () => {
      state = reduce(state, UNAVAILABLE, 0, 0);
      const { notBefore } = state;
      state = { ...state, phase: 'renewing', notBefore: 0 };
      return notBefore;
    });
    expect(waits).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  });

  test('are forgotten when a person retries', () => {
    const state = after([0, TICK], [0, UNAVAILABLE], [0.1, retried]);
    expect(state).toMatchObject({ phase: 'renewing', failures: 0, error: undefined, notBefore: 0 });
  });

  test('while a renewal is under way, a retry does not begin another one', () => {
    const state = after([0, TICK], [1, retried]);
    expect(state).toEqual({ ...after([0, TICK]), error: undefined });
    const resting = reduce({ ...state, renewAt: 100 }, retried, 2, 0);
    expect(resting.phase).toBe('renewing');
  });
});

describe('a refused session', () => {
  test('is replaced at once, but not within five seconds of its beginning', () => {
    expect(after([0, TICK], [0, GRANT], [1, REFUSED])).toMatchObject({ phase: 'resting', notBefore: 5 });
    expect(after([0, TICK], [0, GRANT], [6, REFUSED])).toMatchObject({ phase: 'renewing', notBefore: 6 });
  });

  test('that follows another one is replaced later', () => {
    const state = after([0, TICK], [0, GRANT], [6, REFUSED], [6, GRANT], [20, REFUSED]);
    expect(state).toMatchObject({ phase: 'resting', failures: 2, notBefore: 21 });
  });

  test('is replaced soon again after one that was accepted', () => {
    const accepted = responded('token', undefined);
    const state = after([0, TICK], [0, GRANT], [6, REFUSED], [6, GRANT], [7, accepted], [20, REFUSED]);
    expect(state).toMatchObject({ phase: 'renewing', failures: 1 });
  });

  test('of an older token does not count', () => {
    const state = after([0, TICK], [0, GRANT]);
    expect(reduce(state, responded('older', 'renew'), 6, 0)).toEqual(state);
  });
});

test('an accepted request says nothing about renewals that fail', () => {
  const state = after(
    [0, TICK],
    [0, GRANT],
    [700, TICK],
    [700, UNAVAILABLE],
    [701, responded('token', undefined)],
  );
  expect(state).toMatchObject({ failures: 1, error: { code: 'unavailable' } });
});

test('a session of a few seconds may be replaced after half of them', () => {
  expect(after([0, TICK], [0, granted({ token: 'token', expiresIn: 4 })])).toMatchObject({ notBefore: 2 });
});

test('a closed machine stays closed', () => {
  const state = after([0, TICK], [0, ended(new ClientError('closed'))]);
  for (const event of [TICK, retried, GRANT, ended(new ClientError('signedout'))]) {
    expect(reduce(state, event, 1, 0)).toBe(state);
  }
});

import { expect, it } from 'vitest';
import { createNonces, NONCE_PERIOD } from '../../src/tokens/nonces.ts';
import { createClock } from '../support/clock.ts';

const KEY = 'a session key of at least 32 bytes';
const OTHER_KEY = 'another session key, of at least 32 bytes';

it('a nonce is accepted in its own period and the next one, and then no more', () => {
  const clock = createClock();
  clock.pass(NONCE_PERIOD - ((clock.now() / 1000) % NONCE_PERIOD));
  const nonces = createNonces({ sessionKeys: [KEY], now: () => clock.now() });
  const nonce = nonces.current();
  clock.pass(2 * NONCE_PERIOD - 1);
  expect(nonces.accepts(nonce)).toBe(true);
  expect(nonces.current()).not.toBe(nonce);
  clock.pass(1);
  expect(nonces.accepts(nonce)).toBe(false);
});

it('a node accepts the nonce of a node whose clock is a period ahead, and of no other', () => {
  const now = Date.now();
  const nonceAt = (ahead: number): string =>
    createNonces({ sessionKeys: [KEY], now: () => now + ahead * NONCE_PERIOD * 1000 }).current();
  const nonces = createNonces({ sessionKeys: [KEY], now: () => now });
  expect([-2, -1, 0, 1, 2].map((ahead) => nonces.accepts(nonceAt(ahead)))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

it('a nonce of any session key is accepted, and of no other key', () => {
  const now = (): number => 1_800_000_000_000;
  const old = createNonces({ sessionKeys: [KEY], now }).current();
  expect(createNonces({ sessionKeys: [OTHER_KEY, KEY], now }).accepts(old)).toBe(true);
  expect(createNonces({ sessionKeys: [OTHER_KEY], now }).accepts(old)).toBe(false);
});

it.each(['', 'x', '☃'.repeat(22), 'A'.repeat(22), 'A'.repeat(10_000)])('%j is no nonce', (nonce) => {
  expect(createNonces({ sessionKeys: [KEY], now: Date.now }).accepts(nonce)).toBe(false);
});

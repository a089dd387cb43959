import { expect, it, onTestFinished, vi } from 'vitest';
import { matchesQueryStringHash } from '../../src/index.ts';
import { boundUrl } from '../../src/qsh/bound-url.ts';

const baseUrl = 'https://app.example.com';

/** How many errors there are while it works. Each takes many times as long as to decode a part of a query. */
function countErrors(work: () => unknown): number {
  const spy = vi.spyOn(globalThis, 'decodeURIComponent');
  onTestFinished(() => {
    spy.mockRestore();
  });
  spy.mockClear();
  work();
  return spy.mock.results.filter(({ type }) => type === 'throw').length;
}

it.each(['%6', '%', '%zz', '%FF', '%E2%82', 'a=%FF', '%FF=b', '+%C3'])(
  '16 KB of %j cost no errors, neither for the qsh nor for the URL of a ticket',
  (pair) => {
    const url = `/panel?${`${pair}&`.repeat(16_000 / (pair.length + 1))}`;
    const work = (): unknown => [
      matchesQueryStringHash('0'.repeat(64), { method: 'GET', url, baseUrl }),
      boundUrl(url),
    ];
    expect(countErrors(work)).toBe(0);
  },
);

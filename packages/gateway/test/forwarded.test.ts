import { expect, it } from 'vitest';
import { callerAddress } from '../src/proxy/forwarded.ts';

it.each([
  [true, '6.6.6.6, 203.0.113.7', '203.0.113.7'],
  [true, undefined, undefined],
  [false, '203.0.113.7', undefined],
])(
  'the address of a caller is the one that a trusted proxy has seen (%s, %s)',
  (trusted, chain, expected) => {
    const headers = chain === undefined ? {} : { 'x-forwarded-for': chain };
    expect(callerAddress({ headers }, { trustForwarded: trusted })).toBe(expected);
  },
);

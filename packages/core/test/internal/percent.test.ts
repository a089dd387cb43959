import { unescape } from 'node:querystring';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentDecode } from '../../src/internal/percent.ts';

describe('percentDecode', () => {
  it.each([
    ['%41%C3%A9', 'Aé'],
    ['100%', '100%'],
    ['%zz', '%zz'],
    ['%E9', '\uFFFD'],
    ['a%', 'a%'],
    ['%EF%BB%BFx%FF', '\uFEFFx\uFFFD'],
  ])('decodes %j', (text, decoded) => {
    expect(percentDecode(text)).toBe(decoded);
  });

  it('decodes any text as node:querystring does', () => {
    const piece = fc.oneof(
      fc.constantFrom('%', '%2', '%41', '%e9', '%C3', '%A9', '%FF', '%zz', '+', '&'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        expect(percentDecode(text)).toBe(unescape(text));
      }),
      { numRuns: 300 },
    );
  });
});

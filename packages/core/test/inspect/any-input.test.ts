import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInspection, inspect } from '../../src/inspect/index.ts';
import { assemble, contextToken, DESCRIPTOR, hostClaims, hostToken, OPTIONS, withToken } from './tokens.ts';

const good = hostToken('0'.repeat(64));
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    good,
    contextToken(),
    'curl ',
    "-H '",
    'Authorization: ',
    'JWT ',
    'https://x/',
    '?jwt=',
    '&a[b]=%',
    '%E9',
    '\uD800',
    '"',
    '.',
    '{"log":{"entries":[{}]}}',
    '=',
    '+',
  ),
);
const anyText = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));

describe('inspect', () => {
  it('takes any text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect(formatInspection(await inspect(text, OPTIONS))).not.toBe('');
      }),
      { numRuns: 150 },
    );
  });

  it('takes any URL, whatever its path and query hold', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (path, query) => {
        const url = withToken(`/${path}?${query}`, good);
        const { causes } = await inspect({ url, body: query }, { ...OPTIONS, descriptor: DESCRIPTOR });
        expect(causes).toEqual([]);
      }),
      { numRuns: 60, examples: [['\uD800', 'a=\uD800b&\uD800=1&a[\uD800]=%ED%A0%80']] },
    );
  });

  it('takes any header and claims', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue({ maxDepth: 2 }),
        fc.jsonValue({ maxDepth: 2 }),
        async (header, value) => {
          const token = assemble(
            { alg: 'HS256', kid: header, typ: header },
            hostClaims(value, { iss: value, aud: value, exp: value, app: value, context: value }),
          );
          expect((await inspect(token, { ...OPTIONS, descriptor: value })).tokens).toHaveLength(1);
          expect((await inspect(assemble(header, value), OPTIONS)).tokens).toHaveLength(1);
        },
      ),
      { numRuns: 100, examples: [[{ toString: '' }, { toString: '' }]] },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64url } from '../../src/jwt/decode.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('base64url', () => {
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeBase64url(Buffer.from(bytes).toString('base64url'))).toStrictEqual(Buffer.from(bytes));
      }),
    );
  });

  it('has exactly one spelling for every byte string', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...ALPHABET.split('')), maxLength: 12 }), (text) => {
        const bytes = decodeBase64url(text);
        expect(bytes === undefined || bytes.toString('base64url') === text).toBe(true);
      }),
    );
  });

  it.each([
    ['padding', 'QQ=='],
    ['the plain alphabet', '+/+/'],
    ['white space', 'QU FB'],
    ['a line break', 'QUFB\n'],
    ['foreign characters', 'QUFBé'],
    ['non-zero trailing bits', 'QR'],
    ['a length that no bytes have', 'QUFBQ'],
  ])('refuses %s', (_, text) => {
    expect(decodeBase64url(text)).toBeUndefined();
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictObject } from '../../src/internal/json.ts';

function parse(text: string): Record<string, unknown> | undefined {
  return parseStrictObject(new TextEncoder().encode(text));
}

/** The same text with every character of its strings escaped: another spelling of the same JSON. */
function escapeStrings(json: string): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return json.replaceAll(/"((?:[^"\\]|\\.)*)"/g, (literal) => {
    const units = (JSON.parse(literal) as string).split('');
    return `"${units.map(escape).join('')}"`;
  });
}

const anyObject = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }))
  .map((value) => JSON.stringify(value));

describe('strict JSON', () => {
  it('reads every object as JSON.parse does, whatever its spelling', () => {
    fc.assert(
      fc.property(anyObject, (json) => {
        expect(parse(json)).toStrictEqual(JSON.parse(json));
        expect(parse(escapeStrings(json))).toStrictEqual(JSON.parse(json));
      }),
    );
  });

  it('refuses every object to which one of its keys is added again, however deep it lies', () => {
    fc.assert(
      fc.property(anyObject, fc.string(), fc.nat(5), (json, key, depth) => {
        const twice = `{${JSON.stringify(key)}:${json},${escapeStrings(JSON.stringify(key))}:1}`;
        expect(parse(`${'{"a":['.repeat(depth)}${twice}${']}'.repeat(depth)}`)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['twice', '{"exp":1,"exp":2}'],
    ['twice with the same value', '{"a":1,"a":1}'],
    ['in an escaped spelling', '{"exp":1,"\\u0065xp":2}'],
    ['in a nested object', '{"context":{"a":1,"a":2}}'],
    ['in an object of a list', '{"a":[{"b":1},{"b":1,"b":2}]}'],
    ['after a nested object', '{"a":{"b":1},"c":[1,{"d":2}],"a":3}'],
    ['beyond the basic plane, once as an escaped surrogate pair', '{"😀":1,"\\ud83d\\ude00":2}'],
    ['as a lone surrogate', '{"\\ud800":1,"\\uD800":2}'],
    ['with white space around it', '{"a" : 1 , \n "a" : 2}'],
    ['empty', '{"":1,"":2}'],
    ['as __proto__', '{"__proto__":1,"__proto__":2}'],
  ])('refuses a key that is there %s', (_, text) => {
    expect(parse(text)).toBeUndefined();
  });

  it.each([
    ['the same key in two objects', '{"a":{"x":1},"b":{"x":1}}'],
    ['a key that is also a value', '{"a":"b","b":"a","c":["a","a","a"]}'],
    ['a value that looks like members', '{"a":"\\",\\"a\\":1,{","b":1}'],
    ['keys that differ in case or normal form', '{"a":1,"A":2,"\u00e9":3,"e\u0301":4}'],
  ])('accepts %s', (_, text) => {
    expect(parse(text)).toStrictEqual(JSON.parse(text));
  });

  it.each(['[]', '"text"', '1', 'null', 'true', '', '{', '{"a":1}x', '{a:1}', "{'a':1}", '{"a":1,}'])(
    'refuses %s, which is no object',
    (text) => {
      expect(parse(text)).toBeUndefined();
    },
  );

  it.each([
    ['bytes that are not UTF-8', [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]],
    ['an overlong encoding', [0x7b, 0x22, 0xc0, 0xa2, 0x22, 0x3a, 0x31, 0x7d]],
    ['an encoded surrogate', [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])('refuses %s', (_, bytes) => {
    expect(parseStrictObject(Uint8Array.from(bytes))).toBeUndefined();
  });

  it('keeps __proto__ a plain key that changes no prototype', () => {
    const value = parse('{"__proto__":{"iss":"intruder"}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value?.['iss']).toBeUndefined();
  });

  // Far more than a token may hold: anything quadratic would run into the test's time limit.
  it.each([['a long text of escapes', `{"a":"${'\\\\'.repeat(100_000)}"}`]])(
    'reads %s in time',
    (_, text) => {
      expect(parse(text)).toBeDefined();
    },
  );

  it.each([
    ['deep nesting of lists', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['deep nesting of objects', `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`],
    ['many keys', `{${Array.from({ length: 16_000 }, (_, index) => `"${index}":1`).join(',')}}`],
    ['a text without end', `{"a":"${'\\"'.repeat(100_000)}`],
    ['lists without end', '['.repeat(200_000)],
    [
      'a key that comes again after many',
      `{"a":1,${Array.from({ length: 16_000 }, (_, index) => `"${index}":1`).join(',')},"a":2}`,
    ],
  ])('refuses %s in time', (_, text) => {
    expect(parse(text)).toBeUndefined();
  });
});

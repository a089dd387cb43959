import { describe, expect, it } from 'vitest';
import type { AuthbeatRequest, RequestBody } from '../../src/index.ts';
import { BODY_LIMIT, readForm, readJsonObject, requireNoBody } from '../../src/http/body.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A POST request with this body, which its adapter cuts off at the limit. */
function post(type: string | undefined, body: Uint8Array | RequestBody): AuthbeatRequest {
  return {
    method: 'POST',
    url: '/authbeat/session',
    header: (name) => (name === 'content-type' ? type : undefined),
    async body(limit) {
      if (!(body instanceof Uint8Array)) return body;
      return body.length > limit ? { state: 'too-large' } : { state: 'raw', bytes: body };
    },
  };
}

const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('readForm', () => {
  it.each(['', '; charset=utf-8', ' ;charset=utf-8'])('reads a form of the type %j', async (parameter) => {
    const request = post(FORM.toUpperCase() + parameter, Buffer.from('a=1&b=%C3%A9+2'));
    expect(await readForm(request, ['a', 'b'])).toEqual({ a: '1', b: 'é 2' });
  });

  it.each([undefined, '', 'text/plain', `${FORM}2`])('refuses the type %j', async (type) => {
    const request = post(type, Buffer.from('a=1'));
    await expect(readForm(request, ['a'])).rejects.toEqual(refusal('media_type_unsupported'));
  });

  it('reads 64 KB and no byte more', async () => {
    expect(BODY_LIMIT).toBe(64 * 1024);
    const largest = Buffer.from(`a=${'x'.repeat(BODY_LIMIT - 2)}`);
    expect((await readForm(post(FORM, largest), ['a'])).a).toHaveLength(BODY_LIMIT - 2);
    const larger = post(FORM, Buffer.concat([largest, Buffer.from('x')]));
    await expect(readForm(larger, ['a'])).rejects.toEqual(refusal('request_too_large'));
  });

  it('reads a form of 64 fields, known and unknown', async () => {
    const request = post(FORM, Buffer.from(`a=1${'&b=2'.repeat(63)}`));
    expect(await readForm(request, ['a'])).toEqual({ a: '1' });
  });

  it.each<[string, Uint8Array | RequestBody]>([
    ['a missing field', Buffer.from('b=1')],
    ['more than 64 fields', Buffer.from(`a=1${'&%FF'.repeat(64)}`)],
    ['a repeated field', Buffer.from('a=1&a=1')],
    ['invalid UTF-8', Buffer.from([0x61, 0x3d, 0xff])],
    ['a body that was cut off', { state: 'aborted' }],
    ['a parsed body without the field', { state: 'parsed', value: {} }],
    ['a parsed body with a repeated field', { state: 'parsed', value: { a: ['1', '1'] } }],
    ['a parsed body whose field is no text', { state: 'parsed', value: { a: 1 } }],
    ['a parsed body that is a list', { state: 'parsed', value: ['a'] }],
    ['a parsed body that is missing', { state: 'parsed', value: undefined }],
  ])('refuses %s', async (_name, body) => {
    await expect(readForm(post(FORM, body), ['a'])).rejects.toEqual(refusal('request_malformed'));
  });
});

describe('requireNoBody', () => {
  it.each<[string, Uint8Array | RequestBody]>([
    ['no bytes', Buffer.alloc(0)],
    ['what a parser makes of no bytes', { state: 'parsed', value: {} }],
    ['a parser that has set nothing', { state: 'parsed', value: undefined }],
  ])('takes %s for none', async (_name, body) => {
    await expect(requireNoBody(post(undefined, body))).resolves.toBeUndefined();
  });

  it.each<[string, Uint8Array | RequestBody]>([
    ['bytes', Buffer.from('a')],
    ['a parsed body', { state: 'parsed', value: { a: 1 } }],
    ['a body that was cut off', { state: 'aborted' }],
  ])('refuses %s', async (_name, body) => {
    await expect(requireNoBody(post(undefined, body))).rejects.toEqual(refusal('request_malformed'));
  });

  it('closes the connection of a body that may never end', async () => {
    await expect(requireNoBody(post(undefined, { state: 'too-large' }))).rejects.toMatchObject({
      code: 'request_too_large',
      headers: { connection: 'close' },
    });
  });
});

describe('readJsonObject', () => {
  it.each<[string, Uint8Array | RequestBody]>([
    ['an object', Buffer.from('{"a":1}')],
    ['a parsed object', { state: 'parsed', value: { a: 1 } }],
  ])('reads %s', async (_name, body) => {
    expect(await readJsonObject(post('Application/JSON; charset=utf-8', body))).toEqual({ a: 1 });
  });

  it.each<[string, Uint8Array | RequestBody]>([
    ['invalid JSON', Buffer.from('{')],
    ['a list', Buffer.from('[]')],
    ['null', Buffer.from('null')],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0x22])],
    ['a parsed list', { state: 'parsed', value: [] }],
    ['a body that was cut off', { state: 'aborted' }],
  ])('refuses %s', async (_name, body) => {
    const request = post('application/json', body);
    await expect(readJsonObject(request)).rejects.toEqual(refusal('request_malformed'));
  });
});

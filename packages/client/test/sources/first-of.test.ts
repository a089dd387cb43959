import { expect, test } from 'vitest';
import { ClientError } from '../../src/errors.ts';
import type { ClientErrorCode } from '../../src/errors.ts';
import { custom } from '../../src/sources/custom.ts';
import { firstOf } from '../../src/sources/first-of.ts';
import { heartbeat } from '../../src/sources/heartbeat.ts';
import type { Grant, Renewal, Source } from '../../src/sources/source.ts';
import { Frame, ORIGIN } from '../harness/frame.ts';
import { Timeline } from '../harness/timeline.ts';

const GRANT: Grant = { token: 'token', expiresIn: 900 };

let seen: RequestInit | undefined;
const world = new Frame(new Timeline(), {
  fetch: async (_url, init) => {
    seen = init;
    return Response.json({ access_token: 'next', expires_in: 900 });
  },
});

const failing = (code: ClientErrorCode): Source => custom(async () => Promise.reject(new ClientError(code)));
const renewal = (token?: string): Renewal => ({
  mount: `${ORIGIN}/authbeat`,
  token,
  signal: new AbortController().signal,
});

test.each(['host_missing', 'host_silent', 'host_refused', 'token_missing'] as const)(
  'the next source is asked after %s',
  async (code) => {
    const source = firstOf(
      failing(code),
      custom(async () => GRANT),
    );
    expect(await source.obtain(renewal(), world)).toEqual(GRANT);
  },
);

test.each(['refused', 'signedout', 'unavailable'] as const)(
  'no other source is asked after %s',
  async (code) => {
    const source = firstOf(
      failing(code),
      custom(async () => GRANT),
    );
    await expect(source.obtain(renewal(), world)).rejects.toMatchObject({ code });
  },
);

test('where no source has a token, the error is that of the first', async () => {
  const source = firstOf(failing('host_silent'), failing('token_missing'));
  await expect(source.obtain(renewal(), world)).rejects.toMatchObject({ code: 'host_silent' });
});

test('a heartbeat cannot begin a session', async () => {
  seen = undefined;
  const source = heartbeat({ url: '/api/heartbeat' });
  await expect(source.obtain(renewal(), world)).rejects.toMatchObject({ code: 'token_missing' });
  expect(seen).toBeUndefined();
});

test('a heartbeat never comes from a cache', async () => {
  const source = heartbeat({ url: '/api/heartbeat', method: 'GET' });
  expect(await source.obtain(renewal('present'), world)).toEqual({ token: 'next', expiresIn: 900 });
  expect(seen).toMatchObject({
    method: 'GET',
    cache: 'no-store',
    headers: { Authorization: 'Bearer present' },
  });
});

import { signHs256 } from '@authbeat/core';
import { expect, it } from 'vitest';
import { APP_KEY, startApp } from '../support/app.ts';
import { callWith, installWith } from '../support/doors.ts';

const KEY_IDS = [
  '../../etc/passwd',
  '..%2f..%2fevil',
  "' OR '1'='1",
  'https://evil.example/key',
  '//evil.example/key',
  'key?x=1',
  'key#x',
  'x'.repeat(5000),
  '\u0000',
  '.',
  '..',
];

it.each(KEY_IDS)('the key id %j reaches no key server', async (kid) => {
  const app = await startApp();
  const site = app.site('tenant-a');
  const token = await site.lifecycleToken('/authbeat/installed', {}, kid);
  expect(await installWith(app, token, site.lifecycleBody('installed'))).toBe('401 host_token_invalid');
  expect(app.keyServer.requests).toEqual([]);
});

it.each([...KEY_IDS, '__proto__', 'constructor', undefined])(
  'the key id %j selects no session key',
  async (kid) => {
    const app = await startApp();
    const exp = Math.floor(app.clock.now() / 1000) + 60;
    const claims = {
      iss: APP_KEY,
      aud: app.baseUrl,
      tid: 'a',
      generation: 0,
      context: {},
      sid: 's',
      begun_at: 0,
      vouched_at: 0,
      exp,
    };
    const options = { typ: 'authbeat-session+jwt', ...(kid !== undefined && { kid }) };
    for (const key of [app.sessionKey, '', 'undefined']) {
      expect(await callWith(app, signHs256(claims, key, options))).toBe('401 session_invalid');
    }
  },
);

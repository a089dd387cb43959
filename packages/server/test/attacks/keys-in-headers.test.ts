import { createHmac, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { compact, exchangeWith } from '../support/doors.ts';

it.each<[string, unknown]>([
  ['jwk', { kty: 'oct', k: 'c2VjcmV0' }],
  ['jku', 'https://evil.example/keys'],
  ['x5u', 'https://evil.example/chain'],
  ['x5c', ['MIIB']],
  ['crit', ['exp']],
  ['crit', ['anything']],
  ['b64', false],
  ['zip', 'DEF'],
])('a token that brings %s = %j is refused, even when its signature is right', async (name, value) => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = { iss: site.clientKey, sub: 'alice', exp, qsh: 'context-qsh', jti: randomUUID() };
  const sign = (header: object): string => {
    const signingInput = compact(header, claims).slice(0, -1);
    return `${signingInput}.${createHmac('sha256', site.secret).update(signingInput).digest('base64url')}`;
  };
  expect(await exchangeWith(app, sign({ alg: 'HS256', typ: 'JWT' }))).toBe('admitted');
  expect(await exchangeWith(app, sign({ alg: 'HS256', typ: 'JWT', [name]: value }))).toBe(
    '401 host_token_invalid',
  );
});

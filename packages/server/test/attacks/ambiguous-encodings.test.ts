import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { encodePart, exchangeWith } from '../support/doors.ts';

/** Parts of a token as raw text, so that they can be what no serializer writes. */
function sign(header: string, claims: string, secret: string): string {
  const signingInput = `${encodePart(header)}.${encodePart(claims)}`;
  return `${signingInput}.${createHmac('sha256', secret).update(signingInput).digest('base64url')}`;
}

const HEADER = '{"alg":"HS256","typ":"JWT"}';

it.each<[string, (claims: string) => readonly [string, string]]>([
  ['duplicate claims', (claims) => [HEADER, claims.replace('{', '{"sub":"mallory",')]],
  [
    'duplicate claims, one of them escaped',
    (claims) => [HEADER, claims.replace('{', String.raw`{"s\u0075b":"mallory",`)],
  ],
  ['duplicate header parameters', (claims) => ['{"alg":"none","alg":"HS256"}', claims]],
  ['a byte order mark', (claims) => [HEADER, `\uFEFF${claims}`]],
  ['text after the object', (claims) => [HEADER, `${claims}{}`]],
  ['more than 8 KB', (claims) => [HEADER, claims.replace('{', `{"x":"${'x'.repeat(8192)}",`)]],
])('a validly signed token with %s is refused', async (_name, parts) => {
  const app = await startApp();
  const site = await app.installedSite();
  const exp = Math.floor(app.clock.now() / 1000) + 60;
  const claims = JSON.stringify({ iss: site.clientKey, sub: 'alice', exp, qsh: 'context-qsh' });
  expect(await exchangeWith(app, sign(HEADER, claims, site.secret))).toBe('admitted');
  expect(await exchangeWith(app, sign(...parts(claims), site.secret))).toBe('401 host_token_invalid');
});

it('one token has one spelling: trailing bits that mean nothing are refused', async () => {
  const app = await startApp();
  const token = (await app.installedSite()).context();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1) ?? '');
  const twin = token.slice(0, -1) + alphabet[last ^ 1];
  expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(
    Buffer.from(token.split('.')[2] ?? '', 'base64url'),
  );
  expect(await exchangeWith(app, twin)).toBe('401 host_token_invalid');
});

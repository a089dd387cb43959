import { expect, it } from 'vitest';
import { startApp } from '../support/app.ts';
import { callWith, encodePart, exchangeWith } from '../support/doors.ts';

type Change = (parts: readonly [string, string, string]) => string;

const CHANGES: readonly (readonly [string, Change])[] = [
  ['another payload', ([header, , signature]) => `${header}.${encodePart({ sub: 'mallory' })}.${signature}`],
  [
    'another header',
    ([, claims, signature]) => `${encodePart({ alg: 'HS256', x: 1 })}.${claims}.${signature}`,
  ],
  ['a cut signature', ([header, claims, signature]) => `${header}.${claims}.${signature.slice(0, -4)}`],
  ['an extended signature', ([header, claims, signature]) => `${header}.${claims}.${signature}AAAA`],
  ['an empty signature', ([header, claims]) => `${header}.${claims}.`],
  ['no signature', ([header, claims]) => `${header}.${claims}`],
  ['an extra segment', (parts) => `${parts.join('.')}.${parts[2]}`],
  ['a trailing dot', (parts) => `${parts.join('.')}.`],
  ['only dots', () => '..'],
  [
    'the JSON serialization',
    ([header, claims, signature]) => JSON.stringify({ protected: header, payload: claims, signature }),
  ],
  ['padding', ([header, claims, signature]) => `${header}=.${claims}.${signature}`],
  ['a payload that is no object', ([header, , signature]) => `${header}.${encodePart('[]')}.${signature}`],
];

it.each(CHANGES)('a token with %s is refused', async (_name, change) => {
  const app = await startApp();
  const site = await app.installedSite();
  const session = await app.signIn(site);
  const changed = (token: string): string => {
    const [header = '', claims = '', signature = ''] = token.split('.');
    return change([header, claims, signature]);
  };
  expect(await exchangeWith(app, changed(site.context()))).toBe('401 host_token_invalid');
  expect(await callWith(app, changed(session))).toMatch(/^(401 session_invalid|400 request_malformed)$/);
});

import { generateKeyPairSync } from 'node:crypto';
import type { CauseId, InspectOptions } from '../../src/inspect/index.ts';
import {
  APP_KEY,
  assemble,
  CLIENT_KEY,
  contextToken,
  DESCRIPTOR,
  hash,
  hmacOf,
  hostClaims,
  hostToken,
  NOW,
  OTHER_SECRET,
  PANEL,
  SECRET,
  withToken,
} from './tokens.ts';

/** A mistake as people make it, and the cause that must be named first. */
export interface Mistake {
  readonly what: string;
  readonly input: string;
  readonly options?: InspectOptions;
  readonly cause: CauseId;
  /** `certain` by default. */
  readonly certainty?: 'certain' | 'possible' | 'note';
}

const good = hostToken(hash('GET', PANEL));
const context = contextToken();
const claims = hostClaims(hash('GET', PANEL));
const hs256 = { alg: 'HS256', typ: 'JWT' };
const header = (value: string): string =>
  `curl -H 'Authorization: ${value}' https://app.example.com/api/notes`;
const page = (token: string): string => withToken(PANEL, token);
const signedWith = (key: string | Buffer): string =>
  page(assemble(hs256, claims, (input) => hmacOf(input, key).toString('base64url')));
const secretIs = (secret: string): InspectOptions => ({ secrets: [{ secret, name: '$SHARED_SECRET' }] });
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const hexSecret = Buffer.from(SECRET).toString('hex');
const base64Secret = Buffer.from(SECRET).toString('base64');

/** How tokens arrive broken. */
export const FORM_MISTAKES: readonly Mistake[] = [
  { what: 'an empty input', input: '  \n', cause: 'token-missing' },
  { what: 'the URL of a cacheable page', input: `https://app.example.com${PANEL}`, cause: 'token-missing' },
  {
    what: 'getToken() that was not awaited',
    input: header('JWT [object Promise]'),
    cause: 'token-placeholder',
  },
  { what: 'a variable that was never set', input: header('JWT undefined'), cause: 'token-placeholder' },
  { what: 'a template that was not filled', input: `${page('')}{{jwt}}`, cause: 'token-placeholder' },
  { what: 'a shell variable in single quotes', input: header('JWT $TOKEN'), cause: 'token-placeholder' },
  { what: 'the example of the docs', input: header('Bearer <your token>'), cause: 'token-placeholder' },
  { what: 'a token that was cut in its payload', input: good.slice(0, 120), cause: 'token-truncated' },
  {
    what: 'a token without its signature',
    input: good.slice(0, good.lastIndexOf('.')),
    cause: 'token-truncated',
  },
  { what: 'a token that lost its last characters', input: page(good.slice(0, -5)), cause: 'token-truncated' },
  {
    what: 'a token with the next parameter in it',
    input: header(`JWT ${context}&lic=active`),
    cause: 'token-trailing-text',
  },
  {
    what: 'a token in JSON quotes',
    input: header(`JWT "${context}"`)
      .replaceAll("'", '"')
      .replace('JWT "', String.raw`JWT \"`)
      .replace(`${context}"`, String.raw`${context}\"`),
    cause: 'token-quoted',
  },
  { what: 'a token with its quotes percent-encoded', input: page(`%22${good}%22`), cause: 'token-quoted' },
  {
    what: 'a token that was pasted with quotes',
    input: `"${context}"`,
    cause: 'token-quoted',
    certainty: 'note',
  },
  {
    what: 'a token that a terminal wrapped',
    input: `${context.slice(0, 80)}\n  ${context.slice(80)}`,
    cause: 'token-whitespace',
    certainty: 'note',
  },
  {
    what: 'a token whose dots were percent-encoded twice',
    input: page(good.replaceAll('.', '%252E')),
    cause: 'token-encoded-twice',
  },
  {
    what: 'a token in Base64 of its own',
    input: Buffer.from(context).toString('base64'),
    cause: 'token-encoded-twice',
  },
  {
    what: 'a payload in standard Base64',
    input: assemble(hs256, hostClaims('context-qsh', { sub: '???>>>~~~' }))
      .split('.')
      .with(
        1,
        Buffer.from(JSON.stringify(hostClaims('context-qsh', { sub: '???>>>~~~' }))).toString('base64'),
      )
      .join('.'),
    cause: 'token-not-base64url',
  },
  { what: 'a payload that is not JSON', input: assemble(hs256, "{'iss': 1}"), cause: 'token-malformed' },
  { what: 'a token of four parts', input: `${context}.x`, cause: 'token-malformed' },
  {
    what: 'a claim that is there twice',
    input: assemble(hs256, `{"iss":"a",${JSON.stringify(hostClaims('context-qsh')).slice(1)}`),
    cause: 'token-duplicate-names',
  },
  {
    what: 'a token of 9 kB',
    input: hostToken('context-qsh', { padding: 'x'.repeat(9_000) }),
    cause: 'token-too-large',
  },
  {
    what: 'a JWE',
    input: `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')}..aXY.Y2lwaGVy.dGFn`,
    cause: 'token-encrypted',
  },
  { what: 'an opaque token', input: '8c2f1e0a-7d64-4a51-9f0e-3f5c0f1b2a7d', cause: 'token-opaque' },
  {
    what: 'an Atlassian API token',
    input: `ATATT3xFfGF0${'aB3-_x9'.repeat(24)}=1A2B3C4D`,
    cause: 'token-api-token',
  },
  {
    what: 'Basic credentials',
    input: 'curl -u me@example.com:ATATT3xFfGF0abc https://app.example.com/api/notes',
    cause: 'token-basic-credentials',
  },
  {
    what: 'an OAuth access token',
    input: header(
      `Bearer ${assemble({ alg: 'RS256', kid: 'auth.atlassian.com-ACCESS-1' }, { iss: 'https://atlassian-account.atlassian.com', client_id: 'abc', scope: 'read:jira-work', exp: NOW + 3600 }, () => 'A'.repeat(342))}`,
    ),
    cause: 'token-oauth',
  },
  {
    what: 'a token in the URL and another one in the header',
    input: `curl -H 'Authorization: JWT ${context}' '${page(good)}'`,
    cause: 'token-twice',
  },
  { what: 'an Authorization header without a scheme', input: header(context), cause: 'scheme-missing' },
  { what: 'a context token as Bearer', input: header(`Bearer ${context}`), cause: 'scheme-wrong' },
  {
    what: 'the scheme in lower case',
    input: header(`jwt ${context}`),
    cause: 'scheme-wrong',
    certainty: 'note',
  },
  { what: 'alg none', input: page(assemble({ alg: 'none' }, claims, () => '')), cause: 'algorithm-none' },
  {
    what: 'ES256',
    input: page(assemble({ alg: 'ES256' }, claims, () => 'A'.repeat(86))),
    cause: 'algorithm-unsupported',
  },
  {
    what: 'a header that brings its own key',
    input: page(assemble({ ...hs256, jku: 'https://evil.example/keys' }, claims)),
    cause: 'header-refused',
  },
  {
    what: 'a type that no host uses',
    input: page(assemble({ alg: 'HS256', typ: 'at+jwt' }, claims)),
    cause: 'type-unexpected',
  },
];

/** Signatures and secrets. */
export const SIGNATURE_MISTAKES: readonly Mistake[] = [
  {
    what: 'a signer that decoded the secret from Base64',
    input: signedWith(Buffer.from(base64Secret, 'base64')),
    options: secretIs(base64Secret),
    cause: 'secret-base64',
  },
  {
    what: 'a signer that encoded the secret in Base64',
    input: signedWith(base64Secret),
    cause: 'secret-base64',
  },
  {
    what: 'a signer that decoded the secret from hexadecimal',
    input: signedWith(SECRET),
    options: secretIs(hexSecret),
    cause: 'secret-hex',
  },
  {
    what: 'a secret with a line break at its end',
    input: signedWith(SECRET),
    options: secretIs(`${SECRET}\n`),
    cause: 'secret-whitespace',
  },
  {
    what: 'a signer whose secret came from echo',
    input: signedWith(`${SECRET}\n`),
    cause: 'secret-whitespace',
  },
  {
    what: 'a secret in the quotes of a .env file',
    input: signedWith(SECRET),
    options: secretIs(`"${SECRET}"`),
    cause: 'secret-quoted',
  },
  {
    what: 'a secret that went through a URL',
    input: signedWith('a b/c+d=e'.repeat(8)),
    options: secretIs(encodeURIComponent('a b/c+d=e'.repeat(8))),
    cause: 'secret-percent-encoded',
  },
  {
    what: 'a signer with a column of 32 characters',
    input: signedWith(SECRET.slice(0, 32)),
    cause: 'secret-truncated',
  },
  {
    what: 'the secret of before the last install',
    input: page(good),
    options: {
      secrets: [
        { secret: OTHER_SECRET, name: 'new' },
        { secret: SECRET, name: 'old', isPrevious: true },
      ],
    },
    cause: 'secret-previous',
  },
  {
    what: 'the previous secret while it still verifies',
    input: page(good),
    options: { secrets: [{ secret: SECRET, name: 'old', isPrevious: true, validUntil: NOW + 60 }] },
    cause: 'secret-previous',
    certainty: 'note',
  },
  {
    what: 'the secret of another tenant',
    input: page(good),
    options: {
      secrets: [
        { secret: SECRET, name: 'b', clientKey: 'tenant-b' },
        { secret: OTHER_SECRET, name: 'a', clientKey: CLIENT_KEY },
      ],
    },
    cause: 'secret-other-tenant',
  },
  {
    what: 'a tenant that the store does not know',
    input: page(good),
    options: { secrets: [{ secret: OTHER_SECRET, name: 'b', clientKey: 'tenant-b' }] },
    cause: 'issuer-unknown',
  },
  {
    what: 'a secret of six bytes',
    input: page(hostToken(hash('GET', PANEL), {}, 'secret')),
    options: secretIs('secret'),
    cause: 'secret-too-short',
  },
  {
    what: 'a public key used as a secret',
    input: signedWith(pem),
    options: { keys: [{ pem }] },
    cause: 'secret-is-public-key',
  },
  {
    what: 'a signature of hexadecimal text',
    input: page(
      assemble(hs256, claims, (input) =>
        Buffer.from(hmacOf(input, SECRET).toString('hex')).toString('base64url'),
      ),
    ),
    cause: 'signature-encoding',
  },
  {
    what: 'a signature with SHA-512',
    input: page(assemble(hs256, claims, (input) => hmacOf(input, SECRET, 'sha512').toString('base64url'))),
    cause: 'signature-other-hash',
  },
  {
    what: 'a claim that was edited',
    input: page(assemble(hs256, { ...claims, sub: 'admin' }, () => good.split('.')[2] ?? '')),
    cause: 'signature-unexplained',
    certainty: 'possible',
  },
];

/** Times, claims and doors. */
export const CLAIM_MISTAKES: readonly Mistake[] = [
  {
    what: 'a panel that was opened late',
    input: page(hostToken(hash('GET', PANEL), { iat: NOW - 1_080, exp: NOW - 900 })),
    cause: 'token-expired',
  },
  {
    what: 'a signer whose clock is ahead',
    input: page(hostToken(hash('GET', PANEL), { iat: NOW + 90, exp: NOW + 270 })),
    cause: 'clock-skew',
  },
  {
    what: 'Date.now() as a time',
    input: contextToken({ exp: (NOW + 180) * 1_000 }),
    cause: 'time-in-milliseconds',
  },
  { what: 'a time in quotes', input: contextToken({ exp: String(NOW + 180) }), cause: 'time-not-a-number' },
  { what: 'a token without an end', input: contextToken({ exp: undefined }), cause: 'expiry-missing' },
  { what: 'a token for a year', input: contextToken({ exp: NOW + 31_536_000 }), cause: 'lifetime-too-long' },
  { what: 'a token without an issuer', input: contextToken({ iss: undefined }), cause: 'issuer-missing' },
  { what: 'an account ID that is a number', input: contextToken({ sub: 12 }), cause: 'claim-invalid' },
  { what: 'a token without qsh', input: assemble(hs256, hostClaims(undefined)), cause: 'qsh-missing' },
  {
    what: 'a session token of another app',
    input: header(
      `Bearer ${assemble({ alg: 'HS256', typ: 'authbeat-session+jwt', kid: 'k' }, { iss: 'other', aud: 'other', iat: NOW, exp: NOW + 900 })}`,
    ),
    options: { appKey: APP_KEY },
    cause: 'audience-mismatch',
  },
  { what: 'a context token in a page URL', input: page(context), cause: 'context-token-on-page' },
  {
    what: 'a page token on an API, with its page as referrer',
    input: `curl -e 'https://app.example.com${PANEL}' -H 'Authorization: JWT ${good}' https://app.example.com/api/notes`,
    cause: 'url-token-on-api',
  },
  {
    what: 'a session token as ?jwt=',
    input: page(
      assemble(
        { alg: 'HS256', typ: 'authbeat-session+jwt', kid: 'k' },
        { iss: APP_KEY, aud: APP_KEY, iat: NOW, exp: NOW + 900 },
      ),
    ),
    cause: 'wrong-door',
  },
  {
    what: 'an app that did not opt in to signed installs',
    input: `curl -X POST -H 'Authorization: JWT ${hostToken(hash('POST', '/installed'))}' -d '{}' https://app.example.com/installed`,
    options: { descriptor: DESCRIPTOR },
    cause: 'install-not-signed',
  },
  {
    what: 'a lifecycle token without a key id',
    input: assemble(
      { alg: 'RS256', typ: 'JWT' },
      hostClaims(hash('POST', '/installed'), { aud: 'https://app.example.com' }),
      () => 'A'.repeat(342),
    ),
    cause: 'key-id-missing',
  },
  {
    what: 'a lifecycle token for the staging app',
    input: assemble(
      { alg: 'RS256', kid: 'k' },
      hostClaims(hash('POST', '/installed'), { aud: 'https://staging.example.com' }),
      () => 'A'.repeat(342),
    ),
    cause: 'audience-mismatch',
  },
  {
    what: 'a lifecycle token of a key that was rotated',
    input: assemble(
      { alg: 'RS256', kid: 'new' },
      hostClaims(hash('POST', '/installed'), { aud: 'https://app.example.com' }),
      () => 'A'.repeat(342),
    ),
    options: { keys: [{ kid: 'old', pem }] },
    cause: 'key-unknown',
  },
];

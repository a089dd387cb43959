import { createHash, randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JWK,
  type JWTHeaderParameters,
} from 'jose';
import { describe, expect, it } from 'vitest';
import { verifyProof, type VerifyProofOptions } from '../../src/index.ts';
import { describeRefusal, forge, part } from '../tokens.ts';

const TOKEN = 'a.session.token';
const KEYS = await generateKeyPair('ES256', { extractable: true });
const JWK = await exportJWK(KEYS.publicKey);
const PRIVATE_JWK = await exportJWK(KEYS.privateKey);
const REQUEST: VerifyProofOptions = {
  method: 'GET',
  url: '/api/items?page=2',
  baseUrl: 'https://app.example.com',
  token: TOKEN,
  acceptsNonce: (nonce) => nonce === 'the nonce',
};
const CLAIMS = {
  jti: randomUUID(),
  htm: 'GET',
  htu: 'https://app.example.com/api/items',
  iat: Math.floor(Date.now() / 1000),
  ath: createHash('sha256').update(TOKEN).digest('base64url'),
  nonce: 'the nonce',
};

async function prove(
  claims: Readonly<Record<string, unknown>> = {},
  header: Record<string, unknown> = {},
  key = KEYS.privateKey,
): Promise<string> {
  const all = { typ: 'dpop+jwt', alg: 'ES256', jwk: JWK, ...header } as JWTHeaderParameters;
  return new SignJWT({ ...CLAIMS, ...claims }).setProtectedHeader(all).sign(key);
}

async function outcomeOf(proof: string, request: Partial<VerifyProofOptions> = {}): Promise<string> {
  return verifyProof(proof, { ...REQUEST, ...request }).then(() => 'accepted', describeRefusal);
}

describe('verifying a proof', () => {
  it('accepts a genuine one, and gives its id and the thumbprint of its key', async () => {
    expect(await verifyProof(await prove(), REQUEST)).toEqual({
      proofId: CLAIMS.jti,
      thumbprint: await calculateJwkThumbprint(JWK),
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['another method', { htm: 'POST' }, 'token_url_mismatch: htm'],
    ['the method in another case', { htm: 'get' }, 'token_url_mismatch: htm'],
    ['no method', { htm: undefined }, 'token_url_mismatch: htm'],
    ['another path', { htu: 'https://app.example.com/api/other' }, 'token_url_mismatch: htu'],
    ['another origin', { htu: 'https://evil.example.com/api/items' }, 'token_url_mismatch: htu'],
    ['another scheme', { htu: 'http://app.example.com/api/items' }, 'token_url_mismatch: htu'],
    ['another port', { htu: 'https://app.example.com:8443/api/items' }, 'token_url_mismatch: htu'],
    ['a user in its address', { htu: 'https://me@app.example.com/api/items' }, 'token_url_mismatch: htu'],
    ['a path alone', { htu: '/api/items' }, 'token_url_mismatch: htu'],
    ['no target', { htu: undefined }, 'token_url_mismatch: htu'],
    [
      'another token',
      { ath: createHash('sha256').update('x').digest('base64url') },
      'token_claim_invalid: ath',
    ],
    ['no token', { ath: undefined }, 'token_claim_invalid: ath'],
    ['no id', { jti: undefined }, 'token_claim_invalid: jti'],
    ['an empty id', { jti: '' }, 'token_claim_invalid: jti'],
    ['an endless id', { jti: 'x'.repeat(257) }, 'token_claim_invalid: jti'],
    ['an id that is a number', { jti: 5 }, 'token_claim_invalid: jti'],
    ['no time', { iat: undefined }, 'token_claim_invalid: iat'],
    ['a time that is a text', { iat: '5' }, 'token_claim_invalid: iat'],
    ['no nonce', { nonce: undefined }, 'token_expired: nonce'],
    ['an old nonce', { nonce: 'an old one' }, 'token_expired: nonce'],
    ['a nonce that is a number', { nonce: 5 }, 'token_claim_invalid: nonce'],
  ])('refuses one with %s', async (_name, claims, refusal) => {
    expect(await outcomeOf(await prove(claims))).toBe(refusal);
  });

  it('takes the age of a proof from its nonce, because browsers’ clocks are wrong', async () => {
    expect(await outcomeOf(await prove({ iat: 5 }))).toBe('accepted');
    expect(await outcomeOf(await prove({ nonce: 'an old one' }))).toBe('token_expired: nonce');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['another type', { typ: 'JWT' }, 'token_header_refused: typ'],
    ['no type', { typ: undefined }, 'token_header_refused: typ'],
    ['no key', { jwk: undefined }, 'token_header_refused: jwk'],
    ['a key that is a text', { jwk: 'key' }, 'token_header_refused: jwk'],
    ['its private key', { jwk: PRIVATE_JWK }, 'token_header_refused: jwk'],
    ['a symmetric key', { jwk: { kty: 'oct', k: 'c2VjcmV0' } }, 'token_header_refused: jwk'],
    ['an RSA key', { jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, 'token_header_refused: jwk'],
    ['a key of another curve', { jwk: { ...JWK, crv: 'P-384' } }, 'token_header_refused: jwk'],
    ['half a key', { jwk: { ...JWK, y: undefined } }, 'token_header_refused: jwk'],
    ['a short coordinate', { jwk: { ...JWK, y: 'AQAB' } }, 'token_header_refused: jwk'],
    ['a padded coordinate', { jwk: { ...JWK, y: `${JWK.y}=` } }, 'token_header_refused: jwk'],
    ['the address of a key', { jku: 'https://evil.example.com' }, 'token_header_refused'],
    ['a key id', { kid: '../key' }, 'token_header_refused'],
  ])('refuses one with %s in its header', async (_name, header, refusal) => {
    expect(await outcomeOf(await prove({}, header))).toBe(refusal);
  });

  it('refuses a point that is not on the curve', async () => {
    expect(await outcomeOf(await prove({}, { jwk: { ...JWK, y: JWK.x } }))).toBe('token_signature_invalid');
  });

  it('refuses one that another key has signed', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await outcomeOf(await prove({}, {}, privateKey))).toBe('token_signature_invalid');
  });

  it.each(['none', 'HS256', 'RS256', 'ES384', 'ES512', 'EdDSA', 'es256', undefined])(
    'refuses the algorithm %s',
    async (alg) => {
      const proof = forge({ typ: 'dpop+jwt', alg, jwk: JWK }, CLAIMS);
      expect(await outcomeOf(proof)).toBe('token_algorithm_refused: alg');
    },
  );

  it('refuses one that is changed, huge or no token', async () => {
    const [header, , signature] = (await prove()).split('.');
    const changed = `${header}.${part(JSON.stringify({ ...CLAIMS, jti: 'another' }))}.${signature}`;
    expect(await outcomeOf(changed)).toBe('token_signature_invalid');
    expect(await outcomeOf(await prove({ more: 'x'.repeat(8192) }))).toBe('token_too_large');
    expect(await outcomeOf('')).toBe('token_malformed');
    expect(await outcomeOf(`${await prove()}, ${await prove()}`)).toBe('token_malformed');
  });

  it('needs none to name a token where none came, and refuses one that does', async () => {
    const { token: _token, ...exchange } = REQUEST;
    const outcome = async (proof: string): Promise<string> =>
      verifyProof(proof, exchange).then(() => 'accepted', describeRefusal);
    expect(await outcome(await prove({ ath: undefined }))).toBe('accepted');
    expect(await outcome(await prove())).toBe('token_claim_invalid: ath');
  });
});

describe('the target of a proof', () => {
  it.each([
    ['HTTPS://APP.example.com/api/items', '/api/items'],
    ['https://app.example.com:443/api/items', '/api/items'],
    ['https://app.example.com/api/items?other=1#part', '/api/items?page=2'],
    ['https://app.example.com/api/%69tems', '/api/items'],
    ['https://app.example.com/api/items', '/api/%69tems'],
    ['https://app.example.com/api/a%2fb', '/api/a%2Fb'],
    ['https://app.example.com/api/x/../items', '/api/items'],
    ['https://app.example.com', '/'],
  ])('%s is that of %s', async (htu, url) => {
    expect(await outcomeOf(await prove({ htu }), { url })).toBe('accepted');
  });

  it.each([
    ['https://app.example.com/api/a/b', '/api/a%2Fb'],
    ['https://app.example.com/api/items/', '/api/items'],
    ['https://app.example.com/api/Items', '/api/items'],
    ['https://app.example.com//api/items', '/api/items'],
    // A router may read these as they stand.
    ['https://app.example.com/api/items', '/api/x/../items'],
    ['https://app.example.com/api/items', '/api/x/%2e%2e/items'],
    ['https://app.example.com/api/items', '/api\\items'],
    ['https://app.example.com/api/items', 'https://app.example.com/api/items'],
    ['https://app.example.com/api/items', 'api/items'],
  ])('%s is not that of %s', async (htu, url) => {
    expect(await outcomeOf(await prove({ htu }), { url })).toBe('token_url_mismatch: htu');
  });

  it('has the path of the base URL', async () => {
    const baseUrl = 'https://app.example.com/app/';
    const proof = await prove({ htu: 'https://app.example.com/app/api/items' });
    expect(await outcomeOf(proof, { baseUrl, url: '/app/api/items' })).toBe('accepted');
    expect(await outcomeOf(proof, { baseUrl, url: '/api/items' })).toBe('token_url_mismatch: htu');
    expect(await outcomeOf(proof, { baseUrl, url: '/apple/api/items' })).toBe('token_url_mismatch: htu');
  });
});

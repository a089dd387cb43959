import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  decodeToken,
  mintInvocationToken,
  signHs256,
  verifyInvocationToken,
  type ClaimSet,
  type MintInvocationOptions,
  type VerifyInvocationOptions,
} from '../../src/index.ts';
import { rsaKeys } from '../keys.ts';
import { describeRefusal, forge, part } from '../tokens.ts';

const KEYS = rsaKeys();
const OTHERS = rsaKeys();
const KID = 'forge/invocation-token/2f6d';
const APP = 'ari:cloud:ecosystem::app/8f1c4e3a';
const OTHER_APP = 'ari:cloud:ecosystem::app/0b7e21d4';
const INSTALLATION = 'ari:cloud:ecosystem::installation/5b2d77aa';
const NOW = 1_790_000_000_000;

const findKey = (kid: string): string | undefined => (kid === KID ? KEYS.pem : undefined);

async function mint(options: Partial<MintInvocationOptions> = {}): Promise<string> {
  return mintInvocationToken(
    { appId: APP, installationId: INSTALLATION, accountId: '712020:ben', now: () => NOW, ...options },
    { kid: KID, privateKey: KEYS.privateKey },
  );
}

async function judge(token: string, options: Partial<VerifyInvocationOptions> = {}): Promise<string> {
  return verifyInvocationToken(token, findKey, { appId: APP, now: () => NOW, ...options }).then(
    () => 'accepted',
    describeRefusal,
  );
}

/** A genuine signature over claims that are changed in one place. */
async function withClaims(claims: ClaimSet): Promise<string> {
  return judge(await mint({ claims }));
}

const app = (changes: object): ClaimSet => ({
  app: {
    id: APP,
    installationId: INSTALLATION,
    environment: { type: 'PRODUCTION' },
    ...changes,
  },
});

describe('a Forge invocation token', () => {
  it('names the installation, the user and where the module stands', async () => {
    const context = {
      cloudId: 'c1',
      extension: { issue: { id: '10001', key: 'PRJ-1', type: 'Task' }, project: { id: '1', key: 'PRJ' } },
    };
    const token = await mint({ moduleKey: 'notes', context, environment: 'staging' });
    const { claims } = await verifyInvocationToken(token, findKey, {
      appId: APP,
      environments: ['staging'],
      now: () => NOW,
    });
    expect(claims).toEqual({
      appId: APP,
      installationId: INSTALLATION,
      environment: { type: 'staging' },
      moduleKey: 'notes',
      accountId: '712020:ben',
      cloudId: 'c1',
      context: { jira: { issue: { id: '10001', key: 'PRJ-1' }, project: { id: '1', key: 'PRJ' } } },
      signedContext: context,
      iat: NOW / 1000,
      exp: NOW / 1000 + 25,
      tokenId: decodeToken(token).claims['jti'],
    });
  });

  it('is the same to jose', async () => {
    const token = await new SignJWT(decodeToken(await mint()).claims)
      .setProtectedHeader({ alg: 'RS256', kid: KID, typ: 'JWT' })
      .sign(KEYS.privateKey);
    expect(await judge(token)).toBe('accepted');
  });

  it('may come again', async () => {
    const token = await mint();
    expect([await judge(token), await judge(token)]).toEqual(['accepted', 'accepted']);
  });

  it('may be of an anonymous user', async () => {
    expect(await withClaims({ principal: undefined })).toBe('accepted');
  });

  it('may carry a context of 11 kB and not one of 13 kB', async () => {
    const judgeContext = async (length: number): Promise<string> =>
      judge(await mint({ context: { extension: { text: 'x'.repeat(length) } } }));
    expect([await judgeContext(11_000), await judgeContext(13_000)]).toEqual(['accepted', 'token_too_large']);
  });
});

describe('whose app it is for', () => {
  it('is the configured app, not the one that the token names', async () => {
    expect(await judge(await mint({ appId: OTHER_APP }))).toBe('token_claim_invalid: aud');
  });

  it('must be said twice, alike', async () => {
    expect(await withClaims({ aud: OTHER_APP })).toBe('token_claim_invalid: aud');
    expect(await withClaims({ aud: undefined })).toBe('token_claim_invalid: aud');
    expect(await withClaims({ aud: [APP, OTHER_APP] })).toBe('token_claim_invalid: aud');
    expect(await withClaims({ aud: [APP] })).toBe('accepted');
    expect(await withClaims(app({ id: OTHER_APP }))).toBe('token_claim_invalid: aud');
  });
});

describe('who signs it', () => {
  it('is Forge by the issuer', async () => {
    expect(await withClaims({ iss: 'forge/context-token' })).toBe('token_claim_invalid: iss');
    expect(await withClaims({ iss: undefined })).toBe('token_claim_invalid: iss');
  });

  it('is a key of the configured key set', async () => {
    const key = { kid: KID, privateKey: OTHERS.privateKey };
    const foreign = await mintInvocationToken(
      { appId: APP, installationId: INSTALLATION, now: () => NOW },
      key,
    );
    expect(await judge(foreign)).toBe('token_signature_invalid');
    const unknown = await mintInvocationToken(
      { appId: APP, installationId: INSTALLATION, now: () => NOW },
      { ...key, kid: 'forge/invocation-token/other' },
    );
    expect(await judge(unknown)).toBe('token_key_unknown: kid');
  });

  it('is not another cloud', async () => {
    expect(await withClaims({ icLabel: 'acme' })).toBe('token_claim_invalid: icLabel');
  });

  it('is never an HMAC with the public key, and never left out', async () => {
    const { claims } = decodeToken(await mint());
    expect(await judge(signHs256(claims, KEYS.pem))).toBe('token_algorithm_refused: alg');
    const unsigned = `${part('{"alg":"none"}')}.${part(JSON.stringify(claims))}.`;
    expect(await judge(unsigned)).toBe('token_algorithm_refused: alg');
  });

  it('is named by no header of the token', async () => {
    const { claims } = decodeToken(await mint());
    const jku = { alg: 'RS256', kid: KID, jku: 'https://evil.example' };
    expect(await judge(forge(jku, claims))).toBe('token_header_refused: jku');
    expect(await judge(forge({ alg: 'RS256' }, claims))).toBe('token_header_refused: kid');
    expect(await judge(forge({ alg: 'RS256', kid: KID, typ: 'authbeat-session+jwt' }, claims))).toBe(
      'token_header_refused: typ',
    );
  });
});

describe('how long it lives', () => {
  const at = async (seconds: number, options: Partial<VerifyInvocationOptions> = {}): Promise<string> =>
    judge(await mint(), { now: () => NOW + seconds * 1000, ...options });

  it('is 25 seconds and ten of tolerance, both ways', async () => {
    expect([await at(34.9), await at(35), await at(-10), await at(-10.1)]).toEqual([
      'accepted',
      'token_expired: exp',
      'accepted',
      'token_not_yet_valid: iat',
    ]);
  });

  it('takes no more tolerance than that', async () => {
    expect(await at(36, { leeway: 60 })).toBe('token_expired: exp');
    expect(await at(31, { leeway: 5 })).toBe('token_expired: exp');
  });

  it('is never a day', async () => {
    expect(await judge(await mint({ lifetime: 86_400 }))).toBe('token_claim_invalid: exp');
  });

  it.each(['iat', 'nbf', 'exp'])('needs %s', async (name) => {
    expect(await withClaims({ [name]: undefined })).toBe(`token_claim_invalid: ${name}`);
  });
});

describe('where it comes from', () => {
  it('is production, unless another environment is admitted', async () => {
    const development = await mint({ environment: 'development' });
    expect(await judge(development)).toBe('token_claim_invalid: app.environment.type');
    expect(await judge(development, { environments: ['development'] })).toBe('accepted');
    expect(await judge(await mint(), { environments: [] })).toBe('token_claim_invalid: app.environment.type');
  });

  it.each([
    ['no app', { app: undefined }, 'app'],
    ['no installation', app({ installationId: undefined }), 'app.installationId'],
    ['two installations', app({ installation: { id: 'another' } }), 'app.installation.id'],
    ['an endless installation', app({ installationId: 'x'.repeat(256) }), 'app.installationId'],
    ['no environment', app({ environment: undefined }), 'app.environment.type'],
    ['an unknown environment', app({ environment: { type: 'moon' } }), 'app.environment.type'],
    ['an environment of no text', app({ environment: { type: { toString: '' } } }), 'app.environment.type'],
    ['a user that is no text', { principal: { id: '712020:ben' } }, 'principal'],
  ])('cannot have %s', async (_, claims, name) => {
    expect(await withClaims(claims)).toBe(`token_claim_invalid: ${name}`);
  });
});

it('asks for a key only when everything else is right', async () => {
  const asked: string[] = [];
  const ask = (kid: string): undefined => void asked.push(kid);
  const options = { appId: APP, now: () => NOW };
  await expect(verifyInvocationToken(await mint({ appId: OTHER_APP }), ask, options)).rejects.toMatchObject({
    code: 'token_claim_invalid',
  });
  await expect(verifyInvocationToken(await mint({ lifetime: -60 }), ask, options)).rejects.toMatchObject({
    code: 'token_expired',
  });
  expect(asked).toEqual([]);
});

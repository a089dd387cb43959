import { CONTEXT_QSH, decodeToken, matchesQueryStringHash, verifyHs256 } from '@authbeat/core';
import { decodeJwt, jwtVerify } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { useStage } from '../fixtures/stage.ts';

const START = 1_800_000_000_400;

describe('minting tokens', () => {
  let now = START;
  beforeEach(() => {
    now = START;
  });
  const stage = useStage({ iframeTokenLife: 60, contextTokenLife: 1.5, now: () => now });

  it('binds an iframe token to its URL and to whoever is signed in', () => {
    const url = '/board?a=1&b[]=2';
    const token = decodeToken(stage.installation.tokens.iframe({ url }));
    verifyHs256(token, [stage.installation.sharedSecret]);
    expect(token.claims).toMatchObject({
      iss: stage.host.site.clientKey,
      sub: '712020:ada',
      iat: 1_800_000_000,
      exp: 1_800_000_060,
      context: {},
    });
    expect(
      matchesQueryStringHash(String(token.claims['qsh']), { method: 'GET', url, baseUrl: stage.app.url }),
    ).toBe(true);
    expect(token.claims).not.toHaveProperty('aud');
  });

  it('binds a context token to no URL, and tells the issue', () => {
    stage.host.site.signIn('712020:ben');
    const claims = decodeJwt(stage.installation.tokens.context());
    expect(claims).toMatchObject({ iss: stage.host.site.clientKey, sub: '712020:ben', qsh: CONTEXT_QSH });
    expect(claims['context']).toMatchObject({
      license: { active: true },
      url: { displayUrl: stage.host.url },
      jira: {},
    });
  });

  it('ends a life with a fraction at its exact moment', () => {
    expect(decodeJwt(stage.installation.tokens.context())).toMatchObject({
      iat: 1_800_000_000,
      exp: 1_800_000_001.9,
    });
  });

  it('follows the clock and the lives that are set', () => {
    now += 30_000;
    stage.host.tokenLives.context = 900;
    expect(decodeJwt(stage.installation.tokens.context())).toMatchObject({
      iat: 1_800_000_030,
      exp: 1_800_000_930,
    });
  });

  it('mints for any account, any time, any life, and with any claim', () => {
    const claims = decodeJwt(
      stage.installation.tokens.webhook({
        url: '/hook',
        account: '712020:cleo',
        issuedAt: 1_000_000,
        life: 5,
        claims: { qsh: 'forged', nbf: 7, iss: undefined },
      }),
    );
    expect(claims).toEqual({ sub: '712020:cleo', iat: 1000, exp: 1005, qsh: 'forged', nbf: 7 });
  });

  it('leaves the account out for nobody, and after signing out', () => {
    expect(decodeJwt(stage.installation.tokens.context({ account: null }))).not.toHaveProperty('sub');
    stage.host.site.signOut();
    expect(decodeJwt(stage.installation.tokens.iframe({ url: '/' }))).not.toHaveProperty('sub');
    expect(decodeJwt(stage.installation.tokens.context({ account: '712020:ada' })).sub).toBe('712020:ada');
  });

  it('mints lifecycle tokens for any audience', async () => {
    const token = await stage.installation.tokens.lifecycle({
      url: '/installed',
      audience: 'https://other.example',
    });
    expect(decodeToken(token).header.alg).toBe('RS256');
    expect(decodeJwt(token).aud).toBe('https://other.example');
  });

  it('signs with the newest secret after a rotation', async () => {
    const before = new TextEncoder().encode(stage.installation.sharedSecret);
    const old = stage.installation.tokens.context();
    await stage.installation.rotateSecret();
    const now = new Date(START);
    await expect(jwtVerify(old, before, { currentDate: now })).resolves.toBeDefined();
    await expect(
      jwtVerify(stage.installation.tokens.context(), before, { currentDate: now }),
    ).rejects.toThrow('signature');
  });
});

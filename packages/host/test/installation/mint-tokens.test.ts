import { CONTEXT_QSH, decodeToken, matchesQueryStringHash, verifyHs256 } from '@authbeat/core';
import { decodeJwt, jwtVerify } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { useInstalledApp } from '../fixtures/installed-app.ts';

const START = 1_800_000_000_400;

describe('minting tokens', () => {
  let now = START;
  beforeEach(() => {
    now = START;
  });
  const setup = useInstalledApp({ iframeTokenLifetime: 60, contextTokenLifetime: 1.5, now: () => now });

  it('binds an iframe token to its URL and to the user who is signed in', () => {
    const url = '/board?a=1&b[]=2';
    const token = decodeToken(setup.installation.tokens.iframe({ url }));
    verifyHs256(token, [setup.installation.sharedSecret]);
    expect(token.claims).toMatchObject({
      iss: setup.host.site.clientKey,
      sub: '712020:ada',
      iat: 1_800_000_000,
      exp: 1_800_000_060,
      context: {},
    });
    expect(
      matchesQueryStringHash(String(token.claims['qsh']), { method: 'GET', url, baseUrl: setup.app.url }),
    ).toBe(true);
    expect(token.claims).not.toHaveProperty('aud');
  });

  it('binds a context token to no URL, and names the issue', () => {
    setup.host.site.signIn('712020:ben');
    const claims = decodeJwt(setup.installation.tokens.context());
    expect(claims).toMatchObject({ iss: setup.host.site.clientKey, sub: '712020:ben', qsh: CONTEXT_QSH });
    expect(claims['context']).toMatchObject({
      license: { active: true },
      url: { displayUrl: setup.host.hostBaseUrl },
      jira: {},
    });
  });

  it('keeps the exact end of a lifetime with a fraction', () => {
    expect(decodeJwt(setup.installation.tokens.context())).toMatchObject({
      iat: 1_800_000_000,
      exp: 1_800_000_001.9,
    });
  });

  it('follows the clock and the lifetimes that are set', () => {
    now += 30_000;
    setup.host.tokenLifetimes.context = 900;
    expect(decodeJwt(setup.installation.tokens.context())).toMatchObject({
      iat: 1_800_000_030,
      exp: 1_800_000_930,
    });
  });

  it('mints for any account, time and lifetime, with any claim', () => {
    const claims = decodeJwt(
      setup.installation.tokens.webhook({
        url: '/hook',
        accountId: '712020:cleo',
        issuedAt: 1000,
        lifetime: 5,
        claims: { qsh: 'forged', nbf: 7, iss: undefined },
      }),
    );
    expect(claims).toEqual({ sub: '712020:cleo', iat: 1000, exp: 1005, qsh: 'forged', nbf: 7 });
  });

  it('leaves the account out of anonymous tokens and after signing out', () => {
    expect(decodeJwt(setup.installation.tokens.context({ accountId: null }))).not.toHaveProperty('sub');
    setup.host.site.signOut();
    expect(decodeJwt(setup.installation.tokens.iframe({ url: '/' }))).not.toHaveProperty('sub');
    expect(decodeJwt(setup.installation.tokens.context({ accountId: '712020:ada' })).sub).toBe('712020:ada');
  });

  it('mints lifecycle tokens for any audience', async () => {
    const token = await setup.installation.tokens.lifecycle({
      url: '/installed',
      audience: 'https://other.example',
    });
    expect(decodeToken(token).header.alg).toBe('RS256');
    expect(decodeJwt(token).aud).toBe('https://other.example');
  });

  it('signs with the newest secret after a rotation', async () => {
    const before = new TextEncoder().encode(setup.installation.sharedSecret);
    const old = setup.installation.tokens.context();
    await setup.installation.rotateSecret();
    const now = new Date(START);
    await expect(jwtVerify(old, before, { currentDate: now })).resolves.toBeDefined();
    await expect(
      jwtVerify(setup.installation.tokens.context(), before, { currentDate: now }),
    ).rejects.toThrow('signature');
  });
});

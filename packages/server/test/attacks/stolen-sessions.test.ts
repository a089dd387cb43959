import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, refusalOf, SECRET_CONTENT, startApp, type TestApp } from '../support/app.ts';
import { Prover } from '../support/prover.ts';
import type { Site } from '../support/site.ts';
import { wrapStore } from '../support/wrap-store.ts';

interface Theft {
  readonly app: TestApp;
  readonly site: Site;
  readonly owner: Prover;
  readonly thief: Prover;
  /** A session that is bound to the owner's key. */
  readonly token: string;
}

async function setUp(senderConstrained: 'optional' | 'required' = 'optional'): Promise<Theft> {
  const app = await startApp({ senderConstrained });
  const site = await app.installedSite();
  const owner = await Prover.create(app);
  const thief = await Prover.create(app);
  const token = await owner.signIn(site);
  thief.nonce = owner.nonce;
  return { app, site, owner, thief, token };
}

/** Every door that a session opens. */
const DOORS = [
  ['GET', '/api/me', undefined],
  ['POST', '/api/me', undefined],
  ['GET', '/ace/me', undefined],
  ['POST', '/authbeat/heartbeat', undefined],
  ['POST', '/authbeat/ticket', { url: '/api/export' }],
  ['DELETE', '/authbeat/session', undefined],
] as const;

describe.each(DOORS)('a session that is bound to a key, at %s %s', (method, path, body) => {
  it('admits its owner', async () => {
    const { owner, token } = await setUp();
    const response = await owner.call(method, path, token, body && { body });
    expect(response.status).toBeLessThan(300);
  });

  it('is refused as a bearer token', async () => {
    const { app, token } = await setUp();
    const init = { method, headers: bearer(token), ...(body && { body: new URLSearchParams(body) }) };
    expect(await refusalOf(await fetch(app.baseUrl + path, init))).toBe('401 session_invalid');
  });

  it('is refused as a bearer token even with a proof of its key', async () => {
    const { app, owner, token } = await setUp();
    const headers = { ...bearer(token), dpop: await owner.prove(method, path, token) };
    const init = { method, headers, ...(body && { body: new URLSearchParams(body) }) };
    expect(await refusalOf(await fetch(app.baseUrl + path, init))).toBe('401 session_invalid');
  });

  it('is refused without a proof', async () => {
    const { owner, token } = await setUp();
    expect(await refusalOf(await owner.send(method, path, token, undefined, body))).toBe('401 proof_invalid');
  });

  it('is refused with the proof of another key', async () => {
    const { thief, token } = await setUp();
    expect(await refusalOf(await thief.call(method, path, token, body && { body }))).toBe(
      '401 session_invalid',
    );
  });

  it('is refused with a proof that has been used', async () => {
    const { owner, token } = await setUp();
    const proof = await owner.prove(method, path, token);
    const responses = [
      await owner.send(method, path, token, proof, body),
      await owner.send(method, path, token, proof, body),
    ];
    const isSignOut = method === 'DELETE';
    expect(responses[0]?.status).toBeLessThan(300);
    expect(responses[1] && (await refusalOf(responses[1]))).toBe(
      isSignOut ? '401 session_revoked' : '401 proof_invalid',
    );
  });
});

describe('a proof', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['another method', { htm: 'POST' }],
    ['another path', { htu: 'http://127.0.0.1/api/other' }],
    ['another origin', { htu: 'https://evil.example/api/me' }],
    ['another token', { ath: 'another' }],
    ['no token', { ath: undefined }],
    ['no id', { jti: undefined }],
    ['no time', { iat: undefined }],
  ])('for %s is refused', async (_name, claims) => {
    const { owner, token } = await setUp();
    expect(await refusalOf(await owner.call('GET', '/api/me', token, { claims }))).toBe('401 proof_invalid');
  });

  it.each<[string, (theft: Theft) => Readonly<Record<string, unknown>>]>([
    ['the private key', ({ owner }) => ({ jwk: owner.privateJwk })],
    ['a symmetric key', () => ({ jwk: { kty: 'oct', k: 'c2VjcmV0' } })],
    ['an RSA key', () => ({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } })],
    ['another key than the one that signed it', ({ thief }) => ({ jwk: thief.jwk })],
    ['the address of a key', () => ({ jku: 'https://evil.example/keys' })],
    ['the type of another token', () => ({ typ: 'authbeat-session+jwt' })],
  ])('with %s in its header is refused', async (_name, header) => {
    const theft = await setUp();
    const response = await theft.owner.call('GET', '/api/me', theft.token, { header: header(theft) });
    expect(await refusalOf(response)).toBe('401 proof_invalid');
  });

  it.each(['none', 'HS256', 'RS256', 'EdDSA'])('with the algorithm %s is refused', async (alg) => {
    const { owner, token } = await setUp();
    const [, claims, signature] = (await owner.prove('GET', '/api/me', token)).split('.');
    const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg, jwk: owner.jwk })).toString(
      'base64url',
    );
    const response = await owner.send('GET', '/api/me', token, `${header}.${claims}.${signature}`);
    expect(await refusalOf(response)).toBe('401 proof_invalid');
  });

  it('that is huge, empty, twice there or no token at all is refused', async () => {
    const { owner, token } = await setUp();
    const proof = await owner.prove('GET', '/api/me', token);
    const huge = await owner.prove('GET', '/api/me', token, { claims: { more: 'x'.repeat(9000) } });
    for (const header of [huge, '', `${proof}, ${proof}`, 'x', '{}', token]) {
      expect(await refusalOf(await owner.send('GET', '/api/me', token, header))).toBe('401 proof_invalid');
    }
  });

  it('without a nonce, or with an old or an invented one, is refused and given the current one', async () => {
    const { app, owner, token } = await setUp();
    const old = owner.nonce;
    app.clock.pass(180);
    for (const nonce of [undefined, old, 'invented', randomUUID()]) {
      const response = await owner.call('GET', '/api/me', token, { claims: { nonce } });
      expect(response.headers.get('www-authenticate')).toMatch(
        /^DPoP .*algs="ES256".*error="use_dpop_nonce"/,
      );
      expect(response.headers.get('dpop-nonce')).toBe(owner.nonce);
      expect(await refusalOf(response)).toBe('401 proof_nonce_required');
    }
    expect(owner.nonce).not.toBe(old);
    expect((await owner.call('GET', '/api/me', token)).status).toBe(200);
  });

  it('is as old as its nonce, whatever its time says', async () => {
    const { app, owner, token } = await setUp();
    const kept = await owner.prove('GET', '/api/me', token);
    const ahead = await owner.prove('GET', '/api/me', token, {
      claims: { iat: Math.floor(app.clock.now() / 1000) + 180 },
    });
    app.clock.pass(180);
    expect(await refusalOf(await owner.send('GET', '/api/me', token, kept))).toBe('401 proof_nonce_required');
    expect(await refusalOf(await owner.send('GET', '/api/me', token, ahead))).toBe(
      '401 proof_nonce_required',
    );
    // A browser's clock may be days off.
    expect((await owner.call('GET', '/api/me', token, { claims: { iat: 5 } })).status).toBe(200);
  });

  it('is accepted once, also when it comes many times at once', async () => {
    const { owner, token } = await setUp();
    const proof = await owner.prove('GET', '/api/me', token);
    const responses = await Promise.all(
      Array.from({ length: 20 }, async () => owner.send('GET', '/api/me', token, proof)),
    );
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('does not open the query of another path, and opens any query of its own', async () => {
    const { owner, token } = await setUp();
    const proof = await owner.prove('GET', '/api/me?a=1', token);
    expect(await refusalOf(await owner.send('GET', '/api/me/x?a=1', token, proof))).toBe('401 proof_invalid');
    const response = await owner.send('GET', '/api/me?a=2', token, proof);
    expect(await response.text()).toContain(SECRET_CONTENT);
  });
});

describe('a downgrade', () => {
  it('of an unbound session to the scheme DPoP is refused', async () => {
    const { app, site, owner } = await setUp();
    const unbound = await app.signIn(site);
    expect((await app.get('/api/me', bearer(unbound))).status).toBe(200);
    expect(await refusalOf(await owner.call('GET', '/api/me', unbound))).toBe('401 session_invalid');
  });

  it('to an unbound session is refused where keys are required', async () => {
    const { app, site, owner } = await setUp('required');
    const { sessionKey, baseUrl } = app;
    const response = await app.post('/authbeat/session', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: site.context(),
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    });
    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP /);
    expect(await refusalOf(response)).toBe('401 proof_invalid');
    // A session of before the option was set: the keys are the same.
    const before = await startApp({ sessionKeys: [sessionKey] });
    const unbound = await before.signIn(await before.installedSite());
    expect(baseUrl).not.toBe(before.baseUrl);
    expect(await refusalOf(await app.get('/api/me', bearer(unbound)))).toBe('401 session_invalid');
    const missing = await app.get('/api/me');
    expect(missing.headers.get('www-authenticate')).toBe('DPoP realm="authbeat", algs="ES256"');
    expect((await owner.call('GET', '/api/me', await owner.signIn(site))).status).toBe(200);
  });

  it('by a node without the option is refused: what is bound stays bound', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const bound = await startApp({ senderConstrained: 'optional', sessionKeys: [app.sessionKey] });
    const owner = await Prover.create(bound);
    const token = await owner.signIn(await bound.installedSite());
    expect(await refusalOf(await app.get('/api/me', bearer(token)))).toBe('401 session_invalid');
    // Such a node issues none.
    const here = await Prover.create(app);
    expect(await (await here.exchange(site)).json()).toMatchObject({ token_type: 'Bearer' });
  });
});

describe('the life of a bound session', () => {
  it('a heartbeat keeps it bound to its key', async () => {
    const { app, owner, thief, token } = await setUp();
    app.clock.pass(600);
    thief.nonce = undefined;
    await owner.call('POST', '/authbeat/heartbeat', token);
    const response = await owner.call('POST', '/authbeat/heartbeat', token);
    const next = (await response.json()) as { access_token: string };
    expect(next).toMatchObject({ token_type: 'DPoP', expires_in: 900 });
    app.clock.pass(600);
    await owner.call('GET', '/api/me', next.access_token);
    expect((await owner.call('GET', '/api/me', next.access_token)).status).toBe(200);
    thief.nonce = owner.nonce;
    expect(await refusalOf(await thief.call('GET', '/api/me', next.access_token))).toBe(
      '401 session_invalid',
    );
    expect(await refusalOf(await app.get('/api/me', bearer(next.access_token)))).toBe('401 session_invalid');
  });

  it('each response brings the next nonce', async () => {
    const { app, owner, token } = await setUp();
    for (let minute = 0; minute < 5; minute += 1) {
      app.clock.pass(60);
      const response = await owner.call('GET', '/api/me', token);
      expect(response.status).toBe(200);
    }
  });

  it('a store that fails admits no proof, because a repetition would not be noticed', async () => {
    const { app, owner, token } = await setUp();
    await app.authbeat.close();
    expect(await refusalOf(await owner.call('GET', '/api/me', token))).toBe('503 unavailable');
  });
});

it('an account cannot fill the store with proofs: beyond its limit it waits', async () => {
  const kept: string[] = [];
  const memory = memoryStore();
  const app = await startApp({
    store: wrapStore(memory, {
      consumeOnce: async (key, expiresAtMs) => {
        kept.push(key);
        return memory.consumeOnce(key, expiresAtMs);
      },
    }),
    senderConstrained: 'optional',
    limits: { proof: { burst: 3, perMinute: 1 } },
  });
  const site = await app.installedSite();
  const other = await app.installedSite('tenant-b');
  const owner = await Prover.create(app);
  const token = await owner.signIn(site);
  kept.length = 0;
  const responses = [];
  for (let count = 0; count < 5; count += 1) responses.push(await owner.call('GET', '/api/me', token));
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(kept).toHaveLength(3);
  expect(responses.at(-1)?.headers.get('retry-after')).toBe('60');
  const stranger = await Prover.create(app);
  expect((await stranger.call('GET', '/api/me', await stranger.signIn(other))).status).toBe(200);
});

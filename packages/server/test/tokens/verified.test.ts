import { describe, expect, it } from 'vitest';
import { createKeyRing } from '../../src/tokens/keys.ts';
import { createSessionTokens } from '../../src/tokens/session.ts';
import { createVerifiedTokens } from '../../src/tokens/verified.ts';
import { startApp, bearer, refusalOf } from '../support/app.ts';
import { createClock } from '../support/clock.ts';
import { interleave } from './interleave.ts';

const INVALID = 'This is not a session token of this app.';

describe('tokens that have verified before', () => {
  it('are admitted and refused as without the cache', async () => {
    const outcomes = new Set<string>();
    for await (const { verdict, oracle, step } of interleave(1500, 1)) {
      expect(verdict, `after: ${step}`).toBe(oracle);
      outcomes.add(/"code\\?":\\?"(\w+)/.exec(verdict)?.[1] ?? 'admitted');
    }
    // The search has seen every outcome that it is about.
    expect([...outcomes].toSorted()).toEqual([
      'admitted',
      'session_expired',
      'session_invalid',
      'session_revoked',
    ]);
  });

  it('are refused from the moment on that they expire, are revoked, or lose their tenant', async () => {
    const app = await startApp();
    const site = await app.installedSite();
    const [expiring, revoked] = [await app.signIn(site), await app.signIn(site, 'bob')];
    for (const token of [expiring, revoked, expiring, revoked])
      expect((await app.get('/api/me', bearer(token))).status).toBe(200);
    await app.authbeat.revokeAccount({ clientKey: site.clientKey, accountId: 'bob' });
    expect(await refusalOf(await app.get('/api/me', bearer(revoked)))).toBe('401 session_revoked');
    app.clock.pass(900);
    expect(await refusalOf(await app.get('/api/me', bearer(expiring)))).toBe('401 session_expired');
    app.clock.pass(-900);
    expect((await app.get('/api/me', bearer(expiring))).status).toBe(200);
    await site.call('uninstalled');
    expect(await refusalOf(await app.get('/api/me', bearer(expiring)))).toBe('401 session_revoked');
  });

  it('share contents that a request cannot change for the next one', () => {
    const { tokens, owner } = createTokens();
    const token = tokens.begin(owner, 0);
    tokens.read(token);
    const session = tokens.read(token);
    expect(tokens.read(token)).toBe(session);
    for (const part of [session, session.context, session.context.jira, session.context.jira?.issue])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('share a signed context whose lists a request cannot change', () => {
    const { tokens, owner } = createTokens();
    const token = tokens.begin({ ...owner, signedContext: { roles: [{ id: '1' }] } }, 0);
    const { roles } = tokens.read(token).signedContext as { roles: { id: string }[] };
    for (const part of [roles, roles[0]]) expect(Object.isFrozen(part)).toBe(true);
  });

  it('do not admit a token that differs in one character', () => {
    const { tokens, owner } = createTokens();
    const token = tokens.begin(owner, 0);
    tokens.read(token);
    for (let at = 0; at < token.length; at += 1) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(() => tokens.read(other)).toThrow(INVALID);
    }
  });

  it('are kept only after they have verified, within a bound of entries and of bytes', () => {
    const kept = new Map<string, object>();
    const { tokens, owner, clock } = createTokens({
      get: () => undefined,
      keep: (token, contents) => kept.set(token, contents),
    });
    const token = tokens.begin(owner, 0);
    expect(() => tokens.read(`${token}A`)).toThrow(INVALID);
    clock.pass(10_000);
    expect(() => tokens.read(token)).toThrow('The session has expired.');
    expect(kept.size).toBe(0);

    const verified = createVerifiedTokens<{ readonly index: number }>();
    for (let index = 0; index < 10_001; index += 1) verified.keep(`token ${index}`, { index });
    expect(verified.get('token 0')).toBeUndefined();
    expect(verified.get('token 10000')).toEqual({ index: 10_000 });
    const long = 'x'.repeat(8000);
    for (let index = 0; index < 1100; index += 1) verified.keep(`${long}${index}`, { index });
    expect(verified.get(`${long}0`)).toBeUndefined();
    expect(verified.get(`${long}1099`)).toEqual({ index: 1099 });
  });
});

function createTokens(verified?: Parameters<typeof createSessionTokens>[0]['verified']) {
  const clock = createClock();
  const tokens = createSessionTokens({
    appKey: 'app',
    audience: 'app',
    keys: createKeyRing(['a session key of at least 32 bytes']),
    now: () => clock.now(),
    sessionLifetime: 900,
    leeway: 0,
    ...(verified && { verified }),
  });
  const owner = {
    platform: 'connect',
    tenantId: 'tenant-a',
    generation: 0,
    context: { jira: { issue: { id: '1' } } },
  };
  return { tokens, owner, clock };
}

import { describe, expect, it } from 'vitest';
import { signHs256, type InvocationClaims } from '@authbeat/core';
import { FORGE_API_ORIGINS } from '../../src/host-calls/api-base-url.ts';
import { createForgeTokens, type ForgeTokenOwner } from '../../src/host-calls/forge-tokens.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createClock } from '../support/clock.ts';

const ID = 'ari:cloud:ecosystem::installation/5b2d';
const API = 'https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555';
const KEYS = ['a sufficiently long encryption key: 0123456789abcdef'];

/** An app whose installation is linked to a tenant. */
function start(apiOrigins: readonly string[] = FORGE_API_ORIGINS, baseUrl = 'https://app.example.com') {
  const clock = createClock();
  const now = (): number => clock.now();
  const store = memoryStore({ now });
  const installation = {
    installationId: ID,
    tenantId: 'tenant-a',
    environment: 'production',
    generation: 0,
    installed: true,
  } as const;
  const state = { installation: { ...installation } as typeof installation | object };
  const options = { store, box: createSecretBox(KEYS), now, baseUrl, apiOrigins };
  const find = (name: string) => {
    const known = state.installation as typeof installation;
    return known.installationId === name ? known : undefined;
  };
  const tokens = createForgeTokens({ ...options, installations: { find } });
  const tokenOf = (lifetime: number, name = 'system'): string =>
    signHs256({ sub: name, exp: Math.floor(now() / 1000) + lifetime }, 'x'.repeat(32));
  const claims = (changes: Partial<InvocationClaims> = {}): InvocationClaims => {
    const [iat, appId] = [Math.floor(now() / 1000), 'ari:cloud:ecosystem::app/8f1c'];
    const own = { appId, installationId: ID, environment: { type: 'production' }, apiBaseUrl: API } as const;
    return { ...own, context: {}, signedContext: undefined, iat, exp: iat + 25, ...changes };
  };
  /** An invocation that Forge makes by itself, with a header. */
  const invoke = async (headers: Record<string, string>, changes?: Partial<InvocationClaims>) =>
    tokens.keep(
      { header: (name) => headers[name] },
      claims(changes),
      state.installation as typeof installation,
    );
  const system = async (token: string, changes?: Partial<InvocationClaims>) =>
    invoke({ 'x-forge-oauth-system': token }, changes);
  const owner: ForgeTokenOwner = { tenantId: 'tenant-a' };
  return { clock, store, state, installation, tokens, tokenOf, invoke, system, owner, find, options };
}

describe('the token of the app', () => {
  it('is kept for all nodes until a minute before its end, and never returned after that', async () => {
    const { clock, tokens, tokenOf, system, owner, find, options } = start();
    expect(await tokens.find(owner)).toBeUndefined();
    const token = tokenOf(4 * 3600);
    expect(await system(token)).toBe(true);
    const other = createForgeTokens({ ...options, installations: { find } });
    expect(await other.find(owner)).toEqual({ token, baseUrl: API });
    clock.pass(4 * 3600 - 61);
    expect(await other.find(owner)).toEqual({ token, baseUrl: API });
    clock.pass(1);
    expect(await other.find(owner)).toBeUndefined();
    clock.pass(60);
    expect(await tokens.find(owner)).toBeUndefined();
  });

  it('is replaced by one that lives longer, and not written again for each invocation', async () => {
    const { clock, tokens, tokenOf, system, owner } = start();
    const first = tokenOf(3600);
    await system(first);
    clock.pass(30);
    expect(await system(tokenOf(3600))).toBe(false);
    clock.pass(1000);
    const next = tokenOf(3600);
    expect(await system(next)).toBe(true);
    expect(await tokens.find(owner)).toMatchObject({ token: next });
  });

  it('is not taken from a request that a browser can make with a token of its own', async () => {
    const { tokens, tokenOf, system, owner } = start();
    expect(await system(tokenOf(3600, 'forged'), { accountId: 'mallory' })).toBe(false);
    expect(await system(tokenOf(3600, 'forged'), { signedContext: { cloudId: 'c' } })).toBe(false);
    expect(await tokens.find(owner)).toBeUndefined();
  });

  it.each([
    ['expired', (make: (lifetime: number) => string) => make(-1)],
    ['endless', () => signHs256({ sub: 'x' }, 'x'.repeat(32))],
    ['no JWT', () => 'opaque'],
    ['too large', (make: (lifetime: number) => string) => make(3600) + 'x'.repeat(8192)],
    ['not printable', (make: (lifetime: number) => string) => `${make(3600)}\r\nx: y`],
    ['no text', () => 'e30.e30.e30'],
  ])('is not kept when it is %s', async (_, tokenFor) => {
    const { tokens, tokenOf, system, owner } = start();
    expect(await system(tokenFor(tokenOf))).toBe(false);
    expect(await tokens.find(owner)).toBeUndefined();
  });

  it('of a very long life is kept for a day at most', async () => {
    const { clock, tokens, tokenOf, system, owner } = start();
    await system(tokenOf(1e9));
    clock.pass(86_400 - 60);
    expect(await tokens.find(owner)).toBeUndefined();
  });

  it('is that of the tenant alone, and of an installation that is installed and still linked to it', async () => {
    const { tokens, tokenOf, system, owner, state, installation } = start();
    await system(tokenOf(3600));
    expect(await tokens.find({ tenantId: 'tenant-b' })).toBeUndefined();
    expect(await tokens.find({ tenantId: ID })).toBeUndefined();
    for (const change of [{ installed: false }, { tenantId: 'tenant-b' }]) {
      state.installation = { ...installation, ...change };
      expect(await tokens.find(owner)).toBeUndefined();
    }
    state.installation = installation;
    expect(await tokens.find(owner)).toBeDefined();
  });
});

describe('a token from before an uninstall', () => {
  it('is not used after the next install, which brings one of its own', async () => {
    const { tokens, tokenOf, invoke, system, owner, state, installation } = start();
    const ofUser = { ...owner, accountId: 'alice' };
    await system(tokenOf(3600));
    await invoke({ 'x-forge-oauth-user': tokenOf(3600, 'alice') }, { accountId: 'alice' });
    state.installation = { ...installation, generation: 1 };
    expect([await tokens.find(owner), await tokens.find(ofUser)]).toEqual([undefined, undefined]);
    const next = tokenOf(3600, 'next');
    expect(await system(next)).toBe(true);
    expect(await tokens.find(owner)).toMatchObject({ token: next });
  });
});

describe('the tokens of two installations of one tenant', () => {
  it('do not keep each other out', async () => {
    const { tokens, tokenOf, system, owner, state, installation } = start();
    await system(tokenOf(3600));
    const other = { ...installation, installationId: `${ID}2` };
    state.installation = other;
    const next = tokenOf(3600, 'next');
    expect(await system(next)).toBe(true);
    expect(await tokens.find(owner)).toMatchObject({ token: next });
  });
});

describe('the token of a user', () => {
  it('is that of the account of the invocation alone, from pages too', async () => {
    const { tokens, tokenOf, invoke, owner } = start();
    const token = tokenOf(900, 'alice');
    const headers = { 'x-forge-oauth-user': token, 'x-forge-oauth-system': tokenOf(900) };
    expect(await invoke(headers, { accountId: 'alice', signedContext: {} })).toBe(false);
    expect(await tokens.find({ ...owner, accountId: 'alice' })).toEqual({ token, baseUrl: API });
    expect(await tokens.find({ ...owner, accountId: 'bob' })).toBeUndefined();
    expect(await tokens.find(owner)).toBeUndefined();
    await invoke({ 'x-forge-oauth-user': token });
    expect(await tokens.find(owner)).toBeUndefined();
  });
});

describe('the address of the API', () => {
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    [API, API],
    [`${API}/`, API],
    ['https://api.atlassian.com/ex/confluence/c', 'https://api.atlassian.com/ex/confluence/c/wiki'],
    [undefined, undefined],
    ['', undefined],
    ['https://evil.example/ex/jira/c', undefined],
    ['https://api.atlassian.com.evil.example/ex/jira/c', undefined],
    ['https://api.atlassian.com@evil.example/ex/jira/c', undefined],
    ['https://evil@api.atlassian.com/ex/jira/c', undefined],
    ['https://api.atlassian.com:8443/ex/jira/c', undefined],
    ['http://api.atlassian.com/ex/jira/c', undefined],
    ['https://api.atlassian.com/ex/jira/c?x=', undefined],
    ['https://api.atlassian.com/ex/jira/c#x', undefined],
    ['http://169.254.169.254/latest/meta-data', undefined],
    ['http://127.0.0.1:6379/ex/jira/c', undefined],
    ['http://localhost/ex/jira/c', undefined],
    ['file:///etc/passwd', undefined],
  ];

  it.each(cases)('%s is %s', async (apiBaseUrl, baseUrl) => {
    const { tokens, tokenOf, system, owner } = start();
    await system(tokenOf(3600), { apiBaseUrl } as Partial<InvocationClaims>);
    expect((await tokens.find(owner))?.baseUrl).toBe(baseUrl);
  });

  it('may be on this machine for an app on this machine, and elsewhere by configuration', async () => {
    const local = start(FORGE_API_ORIGINS, 'http://127.0.0.1:4200');
    await local.system(local.tokenOf(3600), { apiBaseUrl: 'http://127.0.0.1:1/ex/jira/c' });
    expect(await local.tokens.find(local.owner)).toMatchObject({ baseUrl: 'http://127.0.0.1:1/ex/jira/c' });
    const government = start(['https://api.atlassian-us-gov-mod.com']);
    const { tokens, tokenOf, system, owner } = government;
    await system(tokenOf(3600));
    expect(await tokens.find(owner)).toBeUndefined();
    await system(tokenOf(3600), { apiBaseUrl: 'https://api.atlassian-us-gov-mod.com/ex/jira/c' });
    expect(await tokens.find(owner)).toBeDefined();
  });

  it('is not used any more when the configuration no longer has it', async () => {
    const { tokenOf, system, owner, find, options } = start();
    await system(tokenOf(3600));
    const narrowed = createForgeTokens({ ...options, apiOrigins: [], installations: { find } });
    expect(await narrowed.find(owner)).toBeUndefined();
  });
});

describe('the store', () => {
  it('has tokens sealed, each for its place alone', async () => {
    const { store, tokens, tokenOf, invoke, owner } = start();
    const entries = new Map<string, string>();
    const write = store.writeEntry.bind(store);
    store.writeEntry = async (entry, expected) => {
      entries.set(entry.key, entry.value);
      return write(entry, expected);
    };
    const token = tokenOf(3600);
    await invoke({ 'x-forge-oauth-system': token });
    await invoke({ 'x-forge-oauth-user': tokenOf(3600, 'alice') }, { accountId: 'alice' });
    const [systemKey = '', userKey = ''] = entries.keys();
    const kept = [...entries].flat().join();
    for (const secret of [token, 'atlassian', 'alice', 'tenant-a', ID]) expect(kept).not.toContain(secret);
    const moved = { key: systemKey, value: entries.get(userKey) ?? '', expiresAtMs: Number.MAX_SAFE_INTEGER };
    await write(moved, entries.get(systemKey));
    expect(await tokens.find(owner)).toBeUndefined();
  });

  it('with a lost encryption key has no token, until Forge sends the next', async () => {
    const { clock, tokenOf, system, owner, find, options } = start();
    await system(tokenOf(3600));
    const box = createSecretBox(['another sufficiently long encryption key: 0123456789']);
    const restarted = createForgeTokens({ ...options, box, installations: { find } });
    expect(await restarted.find(owner)).toBeUndefined();
    clock.pass(100);
  });
});

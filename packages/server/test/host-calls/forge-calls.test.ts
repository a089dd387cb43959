import { describe, expect, it } from 'vitest';
import { signHs256, type InvocationClaims } from '@authbeat/core';
import { trustAccountId } from '../../src/index.ts';
import { createAccessTokens } from '../../src/host-calls/access-tokens.ts';
import { createClientKeyFinder } from '../../src/host-calls/find-client-key.ts';
import { createForgeTokens } from '../../src/host-calls/forge-tokens.ts';
import { createHostApis } from '../../src/host-calls/host-apis.ts';
import { createTokenReceiver } from '../../src/host-calls/receive-forge-tokens.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createSignals } from '../../src/signals/signals.ts';
import { createInstallations } from '../../src/tenants/installations.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';
import { startRestHost, type RestRequest, type RestResponse } from '../support/rest-host.ts';

const ID = 'ari:cloud:ecosystem::installation/5b2d';
const APP_KEY = 'my-app';
const SECRET = 'a shared secret of at least 32 bytes';
const ALICE = trustAccountId('alice');

interface Scene {
  /** Where the REST API of the installation is, below the API's origin. */
  readonly apiPath?: string;
  /** The path of the Connect tenant's base URL; no tenant without one. */
  readonly sitePath?: string;
  readonly installed?: boolean;
  readonly respond?: (request: RestRequest) => RestResponse | undefined;
}

/** An app with an installation, and with a Connect tenant at the same product. */
async function start({ apiPath = '/ex/jira/c', sitePath, installed = true, respond }: Scene = {}) {
  const rest = await startRestHost((request) => respond?.(request) ?? { body: {} });
  const store = memoryStore();
  const now = Date.now;
  const signals = createSignals({ now, nodeName: 'node', logger: undefined, onEvent: undefined });
  const box = createSecretBox([]);
  const shared = { store, now, staleForMs: 1000 };
  const tenants = createTenants({ ...shared, box, refusesDisabled: false });
  const installations = createInstallations({ ...shared, tenants, signals });
  store.watch((change) => {
    tenants.apply(change);
    installations.apply(change);
  });
  if (sitePath !== undefined) {
    const baseUrl = rest.origin + sitePath;
    const state = { version: 1, installed, enabled: true, generation: 0, lastEventAt: 1, details: {} };
    await store.writeTenant({ ...state, clientKey: 'tenant-a', secret: SECRET, baseUrl }, 0);
  }
  const baseUrl = 'http://127.0.0.1:4200';
  const forgeTokens = createForgeTokens({ store, box, installations, now, baseUrl, apiOrigins: [] });
  const findClientKey = createClientKeyFinder(APP_KEY);
  const receive = createTokenReceiver({ forgeTokens, installations, findClientKey });
  const accessTokens = createAccessTokens({ authorizationServer: rest.origin, hostTimeout: 5, now });
  const options = { appKey: APP_KEY, baseUrl, hostTimeout: 5, now, tenants, installations };
  const host = createHostApis({ ...options, accessTokens, forgeTokens });
  /** An invocation with tokens for the REST API. */
  const invoke = async (own: Partial<InvocationClaims> = {}) => {
    const seconds = Math.floor(now() / 1000);
    const names = { appId: 'ari:cloud:ecosystem::app/8f1c', installationId: ID } as const;
    const times = { iat: seconds, exp: seconds + 25 };
    const place = { context: {}, signedContext: undefined, apiBaseUrl: rest.origin + apiPath };
    const claims = { ...names, environment: { type: 'production' } as const, ...place, ...times, ...own };
    const tokenOf = (sub: string): string => signHs256({ sub, exp: seconds + 3600 }, SECRET);
    const tokens = { 'x-forge-oauth-system': tokenOf('app'), 'x-forge-oauth-user': tokenOf('user') };
    const header = (name: string) => tokens[name as keyof typeof tokens];
    await receive({ header }, claims, await installations.admit(claims));
    const installation = await installations.find(ID);
    return {
      installation,
      system: `Bearer ${tokens['x-forge-oauth-system']}`,
      user: `Bearer ${tokens['x-forge-oauth-user']}`,
    };
  };
  const link = async () => installations.link(ID, { clientKey: 'tenant-a', by: 'operator' });
  const sent = () => rest.requests.map(({ url, headers }) => [url, headers['authorization']]);
  return { rest, store, host, invoke, link, sent, installations };
}

describe('a call to the host of a Forge installation', () => {
  it('carries the token of the app, below the API of the installation', async () => {
    const { host, invoke, sent } = await start();
    const { system } = await invoke();
    expect(await host(ID).json('/rest/api/3/myself?expand=groups')).toEqual({});
    expect(sent().at(-1)).toEqual(['/ex/jira/c/rest/api/3/myself?expand=groups', system]);
  });

  it('goes to the same path as on Connect, for Jira and Confluence', async () => {
    const jira = await start({ sitePath: '', installed: false });
    await jira.link();
    await jira.invoke();
    await jira.host('tenant-a').fetch('/rest/api/3/issue/1');
    await jira.host('tenant-a').fetch(`${jira.rest.origin}/rest/api/3/issue/2`);
    expect(jira.sent().map(([url]) => url)).toEqual([
      '/ex/jira/c/rest/api/3/issue/1',
      '/ex/jira/c/rest/api/3/issue/2',
    ]);
    const confluence = await start({ sitePath: '/wiki', installed: false, apiPath: '/ex/confluence/c' });
    await confluence.link();
    await confluence.invoke();
    await confluence.host('tenant-a').fetch('/rest/api/content/1');
    expect(confluence.sent().map(([url]) => url)).toEqual(['/ex/confluence/c/wiki/rest/api/content/1']);
  });

  it('as a user carries the token of that user, and of no other', async () => {
    const { host, invoke, sent } = await start();
    const { user } = await invoke({ accountId: 'alice', signedContext: {} });
    await host(ID).asUser(ALICE).fetch('/rest/a');
    expect(sent()).toEqual([['/ex/jira/c/rest/a', user]]);
    const other = host(ID).asUser(trustAccountId('bob')).fetch('/rest/a');
    await expect(other).rejects.toMatchObject({ code: 'host_token_missing' });
    await expect(host(ID).fetch('/rest/a')).rejects.toMatchObject({ code: 'host_token_missing' });
  });

  it('never leaves the API of the installation, and gives its token to no redirect', async () => {
    const elsewhere = await startRestHost();
    const { host, invoke, sent } = await start({
      respond: () => ({ status: 302, headers: { location: `${elsewhere.origin}/a` } }),
    });
    await invoke();
    for (const path of [
      '//evil.example/a',
      '/../../other/rest/a',
      '/%2e%2e/a',
      'https://evil.example/a',
      '/a\\b',
    ]) {
      await expect(host(ID).fetch(path)).rejects.toMatchObject({ code: 'host_target_refused' });
    }
    const asked = sent().length;
    await host(ID).fetch('/rest/a');
    expect(sent()).toHaveLength(asked + 1);
    expect(elsewhere.requests.map(({ headers }) => headers['authorization'])).toEqual([undefined]);
  });

  it('is not sent without a token, after an uninstall, or for an unknown installation', async () => {
    const { host, invoke, installations, rest } = await start();
    await expect(host(ID).fetch('/a')).rejects.toMatchObject({ code: 'host_tenant_unknown' });
    await expect(host('tenant-z').fetch('/a')).rejects.toMatchObject({ code: 'host_token_missing' });
    await invoke({ apiBaseUrl: 'https://evil.example/ex/jira/c' });
    await expect(host(ID).fetch('/a')).rejects.toMatchObject({ code: 'host_token_missing' });
    await invoke();
    await installations.uninstall(ID, Math.floor(Date.now() / 1000));
    await expect(host(ID).fetch('/a')).rejects.toMatchObject({ code: 'host_tenant_unknown' });
    expect(rest.requests.filter(({ url }) => url.endsWith('/a'))).toEqual([]);
  });

  it('does not carry the token of an earlier install', async () => {
    const { host, invoke, installations, rest } = await start();
    await invoke();
    const seconds = Math.floor(Date.now() / 1000);
    await installations.uninstall(ID, seconds);
    const environment = { type: 'production' } as const;
    await installations.admit({ installationId: ID, environment, iat: seconds + 1 });
    await expect(host(ID).fetch('/a')).rejects.toMatchObject({ code: 'host_token_missing' });
    expect(rest.requests.filter(({ url }) => url.endsWith('/a'))).toEqual([]);
  });

  it('fails with an error that has no token', async () => {
    const { host, invoke } = await start({
      respond: ({ headers }) => ({
        status: 403,
        body: { message: `No: ${String(headers['authorization'])}` },
      }),
    });
    const { system } = await invoke();
    const error: unknown = await host(ID)
      .json('/rest/a')
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'host_refused' });
    const shown = `${String(error)} ${JSON.stringify(error)} ${JSON.stringify(host(ID))}`;
    expect(shown).not.toContain(system.slice('Bearer '.length));
  });
});

describe('a call to a tenant that is on Connect and on Forge', () => {
  it('is signed as on Connect as long as the host takes it', async () => {
    const { host, invoke, link, sent } = await start({ sitePath: '' });
    await link();
    await invoke();
    await host('tenant-a').fetch('/rest/a');
    await host(ID).fetch('/rest/a');
    for (const [url, authorization] of sent()) {
      expect(url).toBe('/rest/a');
      expect(authorization).toMatch(/^JWT /);
    }
  });

  it('carries the token of Forge once the host no longer takes signed calls', async () => {
    const { host, invoke, link, sent, rest } = await start({
      sitePath: '',
      respond: ({ url }) => ({ status: url.startsWith('/ex/') ? 200 : 401, body: '{}' }),
    });
    await link();
    expect((await host('tenant-a').fetch('/rest/a')).status).toBe(401);
    const { system } = await invoke();
    const request = new Request(`${rest.origin}/rest/b`, { method: 'POST', body: 'text' });
    expect((await host('tenant-a').fetch(request)).status).toBe(200);
    expect(sent().at(-1)).toEqual(['/ex/jira/c/rest/b', system]);
    expect(rest.requests.at(-1)).toMatchObject({ method: 'POST', body: 'text' });
  });

  it('carries the token of Forge for a user whom the authorization server refuses', async () => {
    const { host, invoke, link, sent } = await start({ sitePath: '' });
    await link();
    const call = async () => host('tenant-a').asUser(ALICE).fetch('/rest/a');
    await expect(call()).rejects.toMatchObject({ code: 'host_user_refused' });
    const { user } = await invoke({ accountId: 'alice', signedContext: {} });
    await call();
    expect(sent().at(-1)).toEqual(['/ex/jira/c/rest/a', user]);
  });
});

describe('the product', () => {
  const PROPERTY =
    '/ex/jira/c/rest/atlassian-connect/1/addons/my-app/properties/connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8';
  const saying = (value: unknown, status = 200) => ({
    respond: ({ url }: RestRequest) => (url === PROPERTY ? { status, body: { key: 'k', value } } : undefined),
  });

  it('links an installation to the tenant that it was, once there is a token of the app', async () => {
    const { host, invoke, sent } = await start({ ...saying('tenant-a'), sitePath: '', installed: false });
    expect((await invoke({ accountId: 'alice', signedContext: {} })).installation?.tenantId).toBe(ID);
    expect(sent()).toEqual([]);
    const { installation, system } = await invoke();
    expect(installation).toMatchObject({ tenantId: 'tenant-a', linkedBy: 'product' });
    expect(sent()).toEqual([[PROPERTY, system]]);
    await host('tenant-a').fetch('/rest/a');
    expect(sent().at(-1)).toEqual(['/ex/jira/c/rest/a', system]);
    await invoke();
    expect(sent().filter(([url]) => url === PROPERTY)).toHaveLength(1);
  });

  it('corrects the link of an `installed` call, and not that of an operator', async () => {
    const wrong = await start(saying('tenant-a'));
    await wrong.installations.link(ID, { clientKey: 'attacker', by: 'installed' });
    expect((await wrong.invoke()).installation).toMatchObject({ tenantId: 'tenant-a' });
    const decided = await start(saying('tenant-a'));
    await decided.installations.link(ID, { clientKey: 'tenant-b', by: 'operator' });
    expect((await decided.invoke()).installation).toMatchObject({ tenantId: 'tenant-b' });
    expect(decided.sent()).toEqual([]);
  });

  it.each([
    ['nothing', undefined, 200],
    ['no text', { clientKey: 'tenant-a' }, 200],
    ['an empty text', '', 200],
    ['the name of an installation', `${ID}2`, 200],
    ['more than a key', 'x'.repeat(2000), 200],
    ['a name with an error', 'tenant-a', 404],
  ])('that says %s links nothing', async (_, value, status) => {
    const { invoke, sent } = await start(saying(value, status));
    expect((await invoke()).installation?.tenantId).toBe(ID);
    expect(sent()).toHaveLength(1);
  });
});

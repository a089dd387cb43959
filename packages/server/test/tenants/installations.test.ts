import { describe, expect, it } from 'vitest';
import type { AuthbeatEvent, TenantRecord } from '../../src/index.ts';
import { createSignals } from '../../src/signals/signals.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import type { SeenInstallation } from '../../src/tenants/installation-record.ts';
import { createInstallations } from '../../src/tenants/installations.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { createTenants } from '../../src/tenants/tenants.ts';

const ID = 'ari:cloud:ecosystem::installation/5b2d';
const CLOUD = '11111111-2222-3333-4444-555555555555';

function seen(changes: Partial<SeenInstallation> = {}): SeenInstallation {
  return { installationId: ID, environment: { type: 'production' }, cloudId: CLOUD, iat: 1000, ...changes };
}

function tenantOf(clientKey: string, changes: Partial<TenantRecord> = {}): TenantRecord {
  const secret = 'a shared secret of at least 32 bytes';
  const times = { version: 1, generation: 0, lastEventAt: 1 };
  const site = { baseUrl: 'https://a.atlassian.net', details: {} };
  return { clientKey, ...times, installed: true, enabled: true, secret, ...site, ...changes };
}

/** Two nodes of an app on one store. */
async function startNodes() {
  const store = memoryStore();
  await store.open();
  const events: AuthbeatEvent[] = [];
  const settings = { now: Date.now, nodeName: 'node', logger: undefined };
  const signals = createSignals({ ...settings, onEvent: (event) => events.push(event) });
  const start = () => {
    const shared = { store, now: Date.now, staleForMs: 1000 };
    const tenants = createTenants({ ...shared, box: createSecretBox([]), refusesDisabled: false });
    const installations = createInstallations({ ...shared, tenants, signals });
    store.watch((change) => {
      tenants.apply(change);
      installations.apply(change);
    });
    return installations;
  };
  const changes = () =>
    events.flatMap((event) => (event.type === 'installation_changed' ? [event.change] : []));
  return { store, events, changes, first: start(), second: start() };
}

/** What an admission ends with. */
async function refusal(work: () => unknown): Promise<unknown> {
  return Promise.resolve()
    .then(work)
    .then(
      () => 'admitted',
      (error: { code: string; cause: { code: string } }) => [error.code, error.cause.code],
    );
}

describe('admitting an installation', () => {
  it('creates its record with the first token, once for all nodes', async () => {
    const { store, first, second, changes } = await startNodes();
    expect(await first.find(ID)).toBeUndefined();
    const admitted = await Promise.all([first.admit(seen()), second.admit(seen())]);
    const installation = { installationId: ID, tenantId: ID, cloudId: CLOUD, environment: 'production' };
    for (const each of admitted) expect(each).toEqual({ ...installation, generation: 0, installed: true });
    expect(await second.find(ID)).toEqual(admitted[0]);
    expect(await store.readTenant(ID)).toMatchObject({ installed: true, secret: '', version: 1 });
    expect(changes()).toEqual(['admitted']);
  });

  it('reads nothing from the store for the tokens after the first', async () => {
    const { first } = await startNodes();
    await first.admit(seen());
    await first.admit(seen());
    expect(first.admit(seen({ iat: 1020 }))).not.toBeInstanceOf(Promise);
  });

  it('takes the site from a later token, or from the address of its REST API', async () => {
    const { first } = await startNodes();
    const { cloudId: _none, ...event } = seen();
    expect(await first.admit(event)).not.toHaveProperty('cloudId');
    const apiBaseUrl = `https://api.atlassian.com/ex/jira/${CLOUD}`;
    expect(await first.admit({ ...event, apiBaseUrl })).toMatchObject({ cloudId: CLOUD });
  });

  it('refuses another site and another environment', async () => {
    const { first, second } = await startNodes();
    await first.admit(seen());
    const refused = ['host_token_invalid', 'installation_changed'];
    expect(await refusal(() => first.admit(seen({ cloudId: 'another' })))).toEqual(refused);
    expect(await refusal(() => second.admit(seen({ environment: { type: 'staging' } })))).toEqual(refused);
    expect(await refusal(() => first.admit(seen()))).toBe('admitted');
  });

  it('refuses a name that is no installation, such as the clientKey of a tenant', async () => {
    const { store, first } = await startNodes();
    await store.writeTenant(tenantOf('tenant-a'), 0);
    for (const installationId of ['tenant-a', 'ari:cloud:ecosystem::installation/', `${ID} `, `${ID}/x`]) {
      expect(await refusal(() => first.admit(seen({ installationId })))).toEqual([
        'host_token_invalid',
        'installation_changed',
      ]);
      expect(await first.find(installationId)).toBeUndefined();
    }
    expect(await store.readTenant('tenant-a')).toEqual(tenantOf('tenant-a'));
  });
});

describe('an uninstall', () => {
  it('admits only tokens that are newer, with the next generation, on every node', async () => {
    const { first, second, changes } = await startNodes();
    await second.admit(seen());
    await first.uninstall(ID, 1010);
    expect(await second.find(ID)).toMatchObject({ installed: false, generation: 1 });
    const refused = ['host_token_invalid', 'installation_uninstalled'];
    expect(await refusal(() => second.admit(seen({ iat: 1010 })))).toEqual(refused);
    expect(await second.admit(seen({ iat: 1011 }))).toMatchObject({ installed: true, generation: 1 });
    expect(changes()).toEqual(['admitted', 'uninstalled', 'admitted']);
  });

  it('that comes twice counts once, and one that is late ends the earlier sessions alone', async () => {
    const { first } = await startNodes();
    await first.admit(seen());
    await first.uninstall(ID, 900);
    expect(await first.find(ID)).toMatchObject({ installed: true, generation: 1 });
    await first.uninstall(ID, 1010);
    await first.uninstall(ID, 1010);
    expect(await first.find(ID)).toMatchObject({ installed: false, generation: 2 });
  });

  it('of an installation that was never seen refuses the tokens before it', async () => {
    const { first } = await startNodes();
    await first.uninstall(ID, 1010);
    expect(await refusal(() => first.admit(seen()))).toEqual([
      'host_token_invalid',
      'installation_uninstalled',
    ]);
  });

  it('keeps the link', async () => {
    const { first } = await startNodes();
    await first.link(ID, { clientKey: 'tenant-a', by: 'product' });
    await first.admit(seen());
    await first.uninstall(ID, 1010);
    expect(await first.admit(seen({ iat: 1011 }))).toMatchObject({ tenantId: 'tenant-a' });
  });
});

describe('a link', () => {
  it('gives the installation the id of its tenant', async () => {
    const { store, first } = await startNodes();
    await store.writeTenant(tenantOf('tenant-a'), 0);
    await first.admit(seen());
    expect(await first.link(ID, { clientKey: 'tenant-a', by: 'installed' })).toBe(true);
    expect(await first.find(ID)).toMatchObject({
      tenantId: 'tenant-a',
      clientKey: 'tenant-a',
      tenant: { clientKey: 'tenant-a', installed: true },
    });
  });

  it('may come before the first token, and admits nothing by itself', async () => {
    const { first } = await startNodes();
    await first.link(ID, { clientKey: 'tenant-a', by: 'installed' });
    expect(await first.find(ID)).toBeUndefined();
    expect(await first.admit(seen())).toMatchObject({ tenantId: 'tenant-a', installed: true });
  });

  it.each([
    ['installed', 'installed', false],
    ['product', 'installed', false],
    ['operator', 'installed', false],
    ['operator', 'product', false],
    ['installed', 'product', true],
    ['product', 'product', true],
    ['product', 'operator', true],
    ['operator', 'operator', true],
  ] as const)('that %s has set, moved by %s: %s', async (before, by, isMoved) => {
    const { first, events, changes } = await startNodes();
    await first.admit(seen());
    await first.link(ID, { clientKey: 'tenant-a', by: before });
    expect(await first.link(ID, { clientKey: 'tenant-b', by })).toBe(isMoved);
    expect(await first.find(ID)).toMatchObject({ tenantId: isMoved ? 'tenant-b' : 'tenant-a' });
    const refused = { type: 'link_refused', installationId: ID, clientKey: 'tenant-b' };
    expect(events.filter(({ type }) => type === 'link_refused')).toEqual(isMoved ? [] : [refused]);
    expect(changes()).toEqual(['admitted', 'linked', ...(isMoved ? ['unlinked', 'linked'] : [])]);
  });

  it('that an operator has removed is set again by an operator alone', async () => {
    const { first } = await startNodes();
    await first.admit(seen());
    await first.link(ID, { clientKey: 'tenant-a', by: 'installed' });
    expect(await first.unlink(ID)).toBe(true);
    expect(await first.unlink(ID)).toBe(false);
    expect(await first.link(ID, { clientKey: 'tenant-a', by: 'product' })).toBe(false);
    expect(await first.find(ID)).toMatchObject({ tenantId: ID });
    expect(await first.link(ID, { clientKey: 'tenant-a', by: 'operator' })).toBe(true);
  });

  it('from an `installed` body does not count for a tenant of another site', async () => {
    const { store, first } = await startNodes();
    await store.writeTenant(tenantOf('tenant-a', { details: { cloudId: 'another' } }), 0);
    await first.link(ID, { clientKey: 'tenant-a', by: 'installed' });
    expect(await first.admit(seen())).toMatchObject({ tenantId: ID });
  });

  it('joins any number of installations to one tenant', async () => {
    const { first } = await startNodes();
    for (const name of ['one', 'two']) {
      const installationId = `ari:cloud:ecosystem::installation/${name}`;
      await first.link(installationId, { clientKey: 'tenant-a', by: 'product' });
      expect(await first.admit(seen({ installationId }))).toMatchObject({ tenantId: 'tenant-a' });
    }
  });
});

describe('the store', () => {
  const installation = tenantOf(ID, { secret: '', baseUrl: '', forge: { environment: 'production' } });

  it('keeps no record of a tenant under the name of an installation, and none of an installation elsewhere', async () => {
    const { store } = await startNodes();
    const { forge } = installation;
    const wrong: readonly TenantRecord[] = [
      tenantOf(ID),
      { ...installation, secret: 'a secret' },
      { ...installation, previousSecret: { secret: '', expiresAtMs: 1 } },
      { ...installation, clientKey: 'tenant-a' },
      { ...installation, forge: { ...forge, linkedTo: ID, linkedBy: 'product' } },
      { ...installation, forge: { ...forge, linkedTo: 'tenant-a' } },
    ];
    for (const record of wrong) {
      await expect(store.writeTenant(record, 0)).rejects.toMatchObject({ code: 'store_argument_invalid' });
    }
    expect(await store.writeTenant(installation, 0)).toBe(true);
  });
});

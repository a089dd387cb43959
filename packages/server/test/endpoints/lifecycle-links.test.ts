import { describe, expect, it } from 'vitest';
import { collect } from '../../src/testing/stores/helpers.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { installWith } from '../support/doors.ts';
import { admitInstallations } from '../support/installations.ts';
import type { Site } from '../support/site.ts';

const ID = 'ari:cloud:ecosystem::installation/5b2d';

async function start() {
  const store = memoryStore();
  const app = await startApp({ store });
  return { app, store, installations: await admitInstallations(app, store) };
}

/** An `installed` call that names an installation, as an app with Connect modules in its Forge manifest gets it. */
async function install(app: TestApp, site: Site, fields: Record<string, string> = { installationId: ID }) {
  const token = await site.lifecycleToken('/authbeat/installed');
  return installWith(app, token, { ...site.lifecycleBody('installed'), ...fields });
}

async function uninstall(app: TestApp, site: Site, fields: Record<string, string> = {}) {
  const response = await fetch(`${app.baseUrl}/authbeat/uninstalled`, {
    method: 'POST',
    headers: {
      authorization: `JWT ${await site.lifecycleToken('/authbeat/uninstalled')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ ...site.lifecycleBody('uninstalled'), ...fields }),
  });
  expect(response.status).toBe(204);
}

describe('an `installed` call that names an installation', () => {
  it('links it, before or after its first invocation token', async () => {
    const { app, installations } = await start();
    await installations.admit(ID);
    expect(await install(app, app.site('tenant-a'))).toBe('admitted');
    expect(await installations.find(ID)).toMatchObject({ tenantId: 'tenant-a', clientKey: 'tenant-a' });
    const other = `${ID}-2`;
    expect(await install(app, app.site('tenant-b'), { installationId: other })).toBe('admitted');
    expect(await installations.find(other)).toBeUndefined();
    expect(await installations.admit(other)).toMatchObject({ tenantId: 'tenant-b' });
  });

  it('never moves a link: the call is kept, and an event reports it', async () => {
    const { app, installations } = await start();
    await install(app, app.site('victim'));
    expect(await install(app, app.site('attacker'))).toBe('admitted');
    expect(await installations.admit(ID)).toMatchObject({ tenantId: 'victim' });
    expect(app.events).toContainEqual({ type: 'link_refused', installationId: ID, clientKey: 'attacker' });
  });

  it('links nothing when its token comes again with another body', async () => {
    const { app, installations } = await start();
    const site = app.site('attacker');
    const token = await site.lifecycleToken('/authbeat/installed');
    const body = site.lifecycleBody('installed');
    expect(await installWith(app, token, body)).toBe('admitted');
    await installWith(app, token, { ...body, installationId: ID });
    await installWith(app, token, { ...body, installationId: ID, sharedSecret: 'x'.repeat(64) });
    app.clock.pass(1);
    await install(app, site, {});
    await installWith(app, token, { ...body, installationId: ID });
    expect(await installations.admit(ID)).toMatchObject({ tenantId: ID });
  });

  it('links nothing by a name that is no installation', async () => {
    const { app, store } = await start();
    const victim = await app.installedSite('victim');
    const before = await store.readTenant('victim');
    for (const installationId of ['victim', 'ari:cloud:ecosystem::installation/', `${ID}\n`]) {
      const attacker = app.site(`attacker-${installationId.length}`);
      expect(await install(app, attacker, { installationId })).toBe('admitted');
    }
    expect(await store.readTenant(victim.clientKey)).toEqual(before);
    expect(await collect(app.authbeat.listInstallations())).toEqual([]);
  });
});

describe('an `uninstalled` call', () => {
  it('ends the installation of its tenant and keeps the link, for a site that is renamed', async () => {
    const { app, installations } = await start();
    const site = app.site('tenant-a');
    await install(app, site);
    await installations.admit(ID);
    app.clock.pass(5);
    await uninstall(app, site);
    expect(await installations.find(ID)).toMatchObject({ installed: false, tenantId: 'tenant-a' });
    await expect(installations.admit(ID)).rejects.toMatchObject({ code: 'host_token_invalid' });
    app.clock.pass(5);
    expect(await installations.admit(ID)).toMatchObject({ tenantId: 'tenant-a', generation: 1 });
  });

  it('ends no installation of another tenant, whatever its body names', async () => {
    const { app, installations } = await start();
    await install(app, app.site('victim'));
    await installations.admit(ID);
    const attacker = await app.installedSite('attacker');
    app.clock.pass(5);
    await uninstall(app, attacker, { installationId: ID });
    expect(await installations.find(ID)).toMatchObject({ installed: true, generation: 0 });
  });
});

describe('an operator', () => {
  it('links, lists and unlinks installations', async () => {
    const { app, installations } = await start();
    await app.installedSite('tenant-a');
    await installations.admit(ID);
    const list = async () => collect(app.authbeat.listInstallations());
    const listed = { installationId: ID, installed: true, environment: 'production', cloudId: 'cloud' };
    expect(await list()).toEqual([listed]);
    await app.authbeat.linkInstallation({ installationId: ID, clientKey: 'tenant-a' }, { by: 'ops' });
    expect(await list()).toEqual([{ ...listed, clientKey: 'tenant-a', linkedBy: 'operator' }]);
    expect(await installations.find(ID)).toMatchObject({ tenantId: 'tenant-a' });
    expect(await app.authbeat.unlinkInstallation(ID)).toBe(true);
    expect(await app.authbeat.unlinkInstallation(ID)).toBe(false);
    expect(await list()).toEqual([{ ...listed, linkedBy: 'operator' }]);
  });

  it('gets an error for a tenant that is unknown or of another site, unless it insists', async () => {
    const { app, installations } = await start();
    await installations.admit(ID);
    await install(app, app.site('tenant-b'), { cloudId: 'another' });
    const link = async (clientKey: string, force = false): Promise<unknown> =>
      app.authbeat.linkInstallation({ installationId: ID, clientKey }, { force });
    await expect(link('tenant-a')).rejects.toMatchObject({ code: 'link_tenant_unknown' });
    await expect(link('tenant-b')).rejects.toMatchObject({ code: 'link_site_mismatch' });
    expect(await installations.find(ID)).toMatchObject({ tenantId: ID });
    await link('tenant-b', true);
    expect(await installations.find(ID)).toMatchObject({ tenantId: 'tenant-b' });
  });

  it('gets an error for names that are missing or in each other’s place', async () => {
    const { app } = await start();
    const { authbeat } = app;
    const wrong = async (work: Promise<unknown>, argument: string): Promise<void> =>
      expect(work).rejects.toMatchObject({ code: 'argument_invalid', argument });
    await wrong(authbeat.linkInstallation({ installationId: 'tenant-a', clientKey: ID }), 'installationId');
    await wrong(authbeat.linkInstallation({ installationId: ID, clientKey: ID }), 'clientKey');
    await wrong(authbeat.linkInstallation({ installationId: ID, clientKey: '' }), 'clientKey');
    await wrong(authbeat.unlinkInstallation('tenant-a'), 'installationId');
    await wrong(authbeat.unlinkInstallation(ID, { by: '' }), 'by');
  });
});

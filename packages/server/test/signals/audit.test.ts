import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import type { AuditEvent, AuthbeatEvent } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, startApp, type TestApp } from '../support/app.ts';
import { admitInstallations } from '../support/installations.ts';
import type { Site } from '../support/site.ts';

const schema = JSON.parse(await readFile(new URL('../../audit.schema.json', import.meta.url), 'utf8')) as {
  readonly oneOf: readonly {
    readonly properties: { readonly action: { enum?: string[]; const?: string } };
  }[];
};
const validate = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const KEYS = ['one', 'two'].map((name) => `${name} sufficiently long encryption key: 0123456789abcdef`);

const INSTALLATION = 'ari:cloud:ecosystem::installation/5b2d';

/** The audit log of an app, without what each entry has in common. */
function readLog(events: readonly AuthbeatEvent[]): readonly object[] {
  return events
    .filter((event): event is AuditEvent => event.type === 'audit')
    .map(({ type: _type, id: _id, at: _at, node: _node, ...entry }) => entry);
}

/** The host's call of an admin, at a time of its own. */
async function callLater(app: TestApp, site: Site, event: Parameters<Site['call']>[0]): Promise<void> {
  app.clock.pass(1);
  expect((await site.call(event, { claims: { sub: 'admin' } })).status).toBe(204);
}

/** Everything that the audit log is about, once. */
async function runTenant(): Promise<{ readonly app: TestApp; readonly events: readonly AuthbeatEvent[] }> {
  const store = memoryStore();
  const app = await startApp({ store, nodeName: 'node-1', encryptionKeys: KEYS.slice(0, 1) });
  const rotating = await startApp({ store, now: () => app.clock.now(), encryptionKeys: KEYS.toReversed() });
  const site = app.site('tenant-a');
  const { clientKey } = site;
  await callLater(app, site, 'installed');
  await callLater(app, site, 'installed');
  site.rotateSecret();
  await callLater(app, site, 'installed');
  await app.authbeat.dropPreviousSecret(clientKey, { by: 'ops@example.com' });
  await callLater(app, site, 'disabled');
  await callLater(app, site, 'enabled');
  const session = await app.signIn(site);
  await fetch(`${app.baseUrl}/authbeat/session`, { method: 'DELETE', headers: bearer(session) });
  await app.authbeat.revokeSession('a-session', { by: 'ops@example.com' });
  await app.authbeat.revokeAccount({ clientKey, accountId: 'alice' }, { by: 'INC-7' });
  await app.authbeat.revokeTenant(clientKey);
  await rotating.authbeat.sealSecrets({ by: 'a nightly job' });
  const installations = await admitInstallations(app, store);
  await installations.admit(INSTALLATION);
  await app.authbeat.linkInstallation({ installationId: INSTALLATION, clientKey }, { by: 'INC-8' });
  await app.authbeat.unlinkInstallation(INSTALLATION);
  await installations.uninstall(INSTALLATION);
  await callLater(app, site, 'uninstalled');
  return { app, events: [...app.events, ...rotating.events] };
}

it('the audit log says what was done, by whom and to what', async () => {
  const { app, events } = await runTenant();
  const clientKey = 'tenant-a';
  const now = Math.floor(app.clock.now() / 1000);
  const call = (action: string, secondsAgo: number): object => ({
    action,
    by: { kind: 'host', accountId: 'admin' },
    clientKey,
    issuedAt: now - secondsAgo,
  });
  const installation = { installationId: INSTALLATION };
  const ops = { kind: 'operator', name: 'ops@example.com' };
  expect(readLog(events)).toEqual([
    call('tenant_installed', 5),
    call('tenant_updated', 4),
    call('secret_rotated', 3),
    { action: 'previous_secret_dropped', by: ops, clientKey },
    call('tenant_disabled', 2),
    call('tenant_enabled', 1),
    {
      action: 'session_signed_out',
      by: { kind: 'account', accountId: 'alice' },
      clientKey,
      sessionId: expect.any(String) as string,
    },
    { action: 'session_revoked', by: ops, sessionId: 'a-session' },
    { action: 'account_revoked', by: { kind: 'operator', name: 'INC-7' }, clientKey, accountId: 'alice' },
    { action: 'tenant_revoked', by: { kind: 'operator' }, clientKey },
    { action: 'installation_admitted', by: { kind: 'host' }, ...installation, issuedAt: now - 1 },
    {
      action: 'installation_linked',
      by: { kind: 'operator', name: 'INC-8' },
      ...installation,
      clientKey,
    },
    { action: 'installation_unlinked', by: { kind: 'operator' }, ...installation, clientKey },
    { action: 'installation_uninstalled', by: { kind: 'host' }, ...installation, issuedAt: now - 1 },
    call('tenant_uninstalled', 0),
    { action: 'secrets_sealed', by: { kind: 'operator', name: 'a nightly job' }, tenants: 1 },
  ]);
});

it('every entry follows the published schema, and every action of the schema is there', async () => {
  const { app, events } = await runTenant();
  const log = events.filter((event): event is AuditEvent => event.type === 'audit');
  const wrong = log.filter((entry) => !validate(structuredClone(entry)));
  expect(wrong).toEqual([]);
  const described = schema.oneOf.flatMap(({ properties: { action } }) => action.enum ?? [action.const]);
  expect(new Set(log.map(({ action }) => action))).toEqual(new Set(described));
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
  expect(log.at(-2)).toMatchObject({ node: 'node-1', at: new Date(app.clock.now()).toISOString() });
  expect(validate({ ...log[0], secret: 'x' })).toBe(false);
  expect(validate({ ...log[0], by: { kind: 'host', token: 'x' } })).toBe(false);
});

it('every node has a name of its own, if it is given none', async () => {
  const events = await Promise.all(
    [1, 2].map(async () => {
      const app = await startApp();
      await app.installedSite();
      return app.events.find(({ type }) => type === 'audit');
    }),
  );
  const names = events.map((event) => (event?.type === 'audit' ? event.node : ''));
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^\S+-[\da-f]{8}$/);
});

it('what changes nothing is not in the audit log', async () => {
  const app = await startApp();
  const site = await app.installedSite();
  const before = readLog(app.events).length;
  await site.call('installed');
  await app.authbeat.dropPreviousSecret(site.clientKey);
  for (const by of ['', 5 as unknown as string]) {
    await expect(app.authbeat.revokeTenant(site.clientKey, { by })).rejects.toMatchObject({ argument: 'by' });
    await expect(app.authbeat.revokeSession('a', { by })).rejects.toMatchObject({ argument: 'by' });
    const account = { clientKey: site.clientKey, accountId: 'alice' };
    await expect(app.authbeat.revokeAccount(account, { by })).rejects.toMatchObject({ argument: 'by' });
    await expect(app.authbeat.sealSecrets({ by })).rejects.toMatchObject({ argument: 'by' });
  }
  expect((await app.post('/authbeat/session', exchangeForm(site.context()))).status).toBe(200);
  expect(readLog(app.events)).toHaveLength(before);
});

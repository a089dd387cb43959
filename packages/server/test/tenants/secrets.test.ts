import { describe, expect, it } from 'vitest';
import { createAuthbeat } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createSecretBox } from '../../src/tenants/secret-box.ts';
import { exchangeForm, startApp } from '../support/app.ts';

const OLD = 'k8Jw2-old-key-0123456789-ABCDEFGHIJKLMNOP';
const NEW = 'x9Qz4-new-key-9876543210-QRSTUVWXYZabcdef';

describe('a secret box', () => {
  it('opens what it sealed, for the same tenant only', () => {
    const box = createSecretBox([OLD]);
    const sealed = box.seal('the secret ☃', 'tenant-a');
    expect(sealed).not.toContain('secret');
    expect(box.unseal(sealed, 'tenant-a')).toBe('the secret ☃');
    expect(() => box.unseal(sealed, 'tenant-b')).toThrow(/sealed with a key|authenticat|authentication tag/);
  });

  it('seals the same secret differently each time', () => {
    const box = createSecretBox([OLD]);
    expect(box.seal('secret', 'a')).not.toBe(box.seal('secret', 'a'));
  });

  it('refuses what was changed or cut', () => {
    const box = createSecretBox([OLD]);
    const sealed = box.seal('secret', 'a');
    const end = sealed.at(-1) === 'A' ? 'Q' : 'A';
    for (const broken of [sealed.slice(0, -1) + end, sealed.slice(0, -20), sealed.slice(0, 30)]) {
      expect(() => box.unseal(broken, 'a')).toThrow(/authenticat|tag|initialization vector/);
    }
  });

  it('opens with any key of its ring, seals with the first, and knows what is not current', () => {
    const sealed = createSecretBox([OLD]).seal('secret', 'a');
    const ring = createSecretBox([NEW, OLD]);
    expect(ring.unseal(sealed, 'a')).toBe('secret');
    expect(ring.isCurrent(sealed)).toBe(false);
    expect(ring.isCurrent(ring.seal('secret', 'a'))).toBe(true);
    expect(() => createSecretBox([NEW]).unseal(sealed, 'a')).toThrow(
      /sealed with a key|authenticat|authentication tag/,
    );
  });
});

describe('encryption at rest', () => {
  it('keeps no shared secret in the store, and tokens still verify', async () => {
    const store = memoryStore();
    const app = await startApp({ store, encryptionKeys: [OLD] });
    const site = await app.installedSite();
    const first = site.secret;
    app.clock.pass(1);
    site.rotateSecret();
    await site.call('installed');
    const kept = JSON.stringify(await store.readTenant('tenant-a'));
    expect(kept).not.toContain(first);
    expect(kept).not.toContain(site.secret);
    for (const secret of [first, site.secret]) {
      expect((await app.post('/authbeat/session', exchangeForm(site.context({ secret })))).status).toBe(200);
    }
  });

  it('reseals every tenant with a new key, after which the old one can be dropped', async () => {
    const store = memoryStore();
    const app = await startApp({ store, encryptionKeys: [OLD] });
    const sites = [await app.installedSite('a'), await app.installedSite('b')];
    const [rotated] = sites;
    const previous = rotated?.secret;
    app.clock.pass(1);
    rotated?.rotateSecret();
    await rotated?.call('installed');
    const options = {
      appKey: 'issue-panel',
      baseUrl: app.baseUrl,
      sessionKeys: [app.sessionKey],
      store,
      now: () => app.clock.now(),
    };
    const rotating = createAuthbeat({ ...options, encryptionKeys: [NEW, OLD] });
    await rotating.open();
    expect(await rotating.sealSecrets()).toBe(2);
    expect(await rotating.sealSecrets()).toBe(0);
    const box = createSecretBox([NEW]);
    for (const site of sites) {
      const record = await store.readTenant(site.clientKey);
      expect(box.unseal(record?.secret ?? '', site.clientKey)).toBe(site.secret);
    }
    const record = await store.readTenant('a');
    expect(box.unseal(record?.previousSecret?.secret ?? '', 'a')).toBe(previous);
  });

  it('seals secrets that were stored before there were keys', async () => {
    const store = memoryStore();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const sealing = createAuthbeat({
      appKey: 'issue-panel',
      baseUrl: app.baseUrl,
      sessionKeys: [app.sessionKey],
      store,
      encryptionKeys: [NEW],
    });
    expect(await sealing.sealSecrets()).toBe(1);
    expect((await store.readTenant(site.clientKey))?.secret).not.toBe(site.secret);
  });

  it('lets an install repair a tenant whose key was lost', async () => {
    const store = memoryStore();
    await store.open();
    const app = await startApp({ store, encryptionKeys: [NEW] });
    const site = await app.installedSite();
    const kept = await store.readTenant(site.clientKey);
    const lost = createSecretBox([OLD]).seal(site.secret, site.clientKey);
    if (kept) await store.writeTenant({ ...kept, secret: lost, version: kept.version + 1 }, kept.version);
    const exchange = async (): Promise<number> =>
      (await app.post('/authbeat/session', exchangeForm(site.context()))).status;
    expect(await exchange()).toBe(503);
    app.clock.pass(1);
    site.rotateSecret();
    expect((await site.call('installed')).status).toBe(204);
    expect(await exchange()).toBe(200);
  });
});

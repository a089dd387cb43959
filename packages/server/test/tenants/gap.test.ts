import { describe, expect, it } from 'vitest';
import type { Change, Store } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, exchangeForm, startApp } from '../support/app.ts';

/** A store that keeps its changes to itself, and says so only when it is told to. */
function createSilent(): { store: Store; tell: (change: Change) => void } {
  const store = memoryStore();
  let listener: (change: Change) => void = () => undefined;
  const silent = new Proxy(store, {
    get(target, verb: keyof Store) {
      if (verb === 'watch') {
        return (heard: (change: Change) => void) => {
          listener = heard;
          return () => undefined;
        };
      }
      return (target[verb] as (...all: unknown[]) => unknown).bind(target);
    },
  });
  return { store: silent, tell: (change) => listener(change) };
}

describe('when changes may have been missed', () => {
  it('what is known of tenants and of sign-outs is read again', async () => {
    const { store, tell } = createSilent();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const [ended, uninstalled] = [await app.signIn(site), await app.signIn(site)];
    const statuses = async (): Promise<number[]> => [
      (await app.get('/api/me', bearer(ended))).status,
      (await app.get('/api/me', bearer(uninstalled))).status,
    ];
    expect(await statuses()).toEqual([200, 200]);

    // As another node would: past this one.
    const [, payload = ''] = ended.split('.');
    const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string };
    const until = app.clock.now() + 1_000_000;
    await store.revoke({ subject: `session:${sid}`, before: app.clock.now(), until });
    expect(await statuses()).toEqual([200, 200]);
    tell({ kind: 'gap' });
    expect(await statuses()).toEqual([401, 200]);

    const record = await store.readTenant(site.clientKey);
    if (record)
      await store.writeTenant({ ...record, installed: false, version: record.version + 1 }, record.version);
    expect(await statuses()).toEqual([401, 200]);
    tell({ kind: 'gap' });
    expect(await statuses()).toEqual([401, 401]);
  });

  it('a tenant that was unknown is looked for again', async () => {
    const { store, tell } = createSilent();
    const app = await startApp({ store });
    const site = await app.installedSite('tenant-a');
    const stranger = app.site('tenant-b');
    stranger.secret = site.secret;
    const exchange = async (): Promise<number> =>
      (await app.post('/authbeat/session', exchangeForm(stranger.context()))).status;
    expect(await exchange()).toBe(401);
    const record = await store.readTenant('tenant-a');
    if (record) await store.writeTenant({ ...record, clientKey: 'tenant-b', version: 1 }, 0);
    expect(await exchange()).toBe(401);
    tell({ kind: 'gap' });
    expect(await exchange()).toBe(200);
  });
});

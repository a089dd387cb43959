import { decodeToken } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import type { Change, Store } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { createRevocations } from '../../src/tenants/revocations.ts';
import { bearer, exchangeForm, startApp } from '../support/app.ts';
import { wrapStore } from '../support/wrap-store.ts';

/** A store that reports no changes of its own, only those that a test emits. */
function createSilent(): { store: Store; emit: (change: Change) => void } {
  const store = memoryStore();
  let emit: (change: Change) => void = () => undefined;
  const silent = wrapStore(store, {
    watch: (listener) => {
      emit = listener;
      return () => undefined;
    },
  });
  return { store: silent, emit: (change) => emit(change) };
}

describe('when changes may have been missed', () => {
  it('tenants and revocations are read again', async () => {
    const { store, emit } = createSilent();
    const app = await startApp({ store });
    const site = await app.installedSite();
    const [ended, uninstalled] = [await app.signIn(site), await app.signIn(site)];
    const statuses = async (): Promise<number[]> => [
      (await app.get('/api/me', bearer(ended))).status,
      (await app.get('/api/me', bearer(uninstalled))).status,
    ];
    expect(await statuses()).toEqual([200, 200]);

    // As another node would: past this one.
    const { sid } = decodeToken(ended).claims as { sid: string };
    const other = createRevocations({
      store,
      now: () => app.clock.now(),
      staleForMs: 0,
      sessionLifeMs: 1_000_000,
      leewayMs: 0,
    });
    await other.revokeSession(sid);
    expect(await statuses()).toEqual([200, 200]);
    emit({ kind: 'gap' });
    expect(await statuses()).toEqual([401, 200]);

    const record = await store.readTenant(site.clientKey);
    if (record)
      await store.writeTenant({ ...record, installed: false, version: record.version + 1 }, record.version);
    expect(await statuses()).toEqual([401, 200]);
    emit({ kind: 'gap' });
    expect(await statuses()).toEqual([401, 401]);
  });

  it('an unknown tenant is read again', async () => {
    const { store, emit } = createSilent();
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
    emit({ kind: 'gap' });
    expect(await exchange()).toBe(200);
  });
});

import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { redisStore } from '../../src/stores/redis.ts';
import { createRevocations, type Revocations } from '../../src/tenants/revocations.ts';
import { eventually } from '../../src/testing/stores/helpers.ts';
import type { Change, Store } from '../../src/index.ts';
import { describeDatabase } from './servers/database.ts';
import { REDIS } from './servers/redis.ts';

/** In seconds. */
const PATIENCE = 60;

describeDatabase(REDIS, (database) => {
  const endings: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  function connect(db = 0): Redis {
    const client = new Redis({ ...database().login, port: database().address.port, db });
    client.on('error', () => {});
    endings.push(() => client.disconnect());
    return client;
  }

  async function openNode(
    client: Redis,
    changes: Change[] = [],
  ): Promise<{ store: Store; revocations: Revocations }> {
    const store = redisStore(client, { prefix: 'subscription:' });
    const revocations = createRevocations({
      store,
      now: Date.now,
      staleForMs: 300_000,
      sessionLifeMs: 1_000_000,
      leewayMs: 0,
    });
    store.watch((change) => {
      changes.push(change);
      revocations.apply(change);
    });
    await store.open();
    endings.push(() => store.close());
    return { store, revocations };
  }

  it('a node whose subscription cannot be replaced, because Redis is full, still knows revocations', async () => {
    const admin = connect();
    const changes: Change[] = [];
    const [blind, other] = [await openNode(connect(), changes), await openNode(connect())];
    const proof = { tenantId: 'a', accountId: 'alice', hostProofAt: Date.now() / 1000 };
    expect(await blind.revocations.isRevoked(proof)).toBe(false);
    await admin.config('SET', 'maxclients', '1');
    endings.push(async () => void (await admin.config('SET', 'maxclients', '10000')));
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await eventually(async () => expect(changes).toContainEqual({ kind: 'lost' }), PATIENCE);
    await other.revocations.revokeAccount('a', 'alice');
    const begun = performance.now();
    await eventually(async () => expect(await blind.revocations.isRevoked(proof)).toBe(true), PATIENCE);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(changes).not.toContainEqual({ kind: 'gap' });
    await admin.config('SET', 'maxclients', '10000');
    await eventually(async () => expect(changes).toContainEqual({ kind: 'gap' }), PATIENCE);
  });

  it('a deployment in another database of the server revokes nothing here', async () => {
    const [here, staging] = [await openNode(connect(0)), await openNode(connect(1))];
    const proof = { tenantId: 'b', accountId: 'alice', hostProofAt: 0 };
    await staging.revocations.revokeAccount('b', 'alice');
    expect(await staging.revocations.isRevoked(proof)).toBe(true);
    expect(await here.revocations.isRevoked(proof)).toBe(false);
  });

  it('a message of another sender revokes nothing', async () => {
    const { revocations } = await openNode(connect());
    const proof = { tenantId: 'c', accountId: 'alice', hostProofAt: 0 };
    expect(await revocations.isRevoked(proof)).toBe(false);
    const admin = connect();
    const forged = {
      kind: 'revocation',
      revocation: { subject: 'tenant', beforeMs: 9e15, expiresAtMs: 9e15 },
    };
    for (const message of [forged, { kind: 'entry', key: 'revoked:tenant:x', value: '{}' }]) {
      await admin.publish('subscription:changes', JSON.stringify(message));
    }
    expect(await revocations.isRevoked(proof)).toBe(false);
  });
});

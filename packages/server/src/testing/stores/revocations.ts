import assert from 'node:assert/strict';
import type { TestFunctions } from './subject.ts';
import type { Suite } from './suite.ts';

export function describeRevocations(
  { isolated, hasSeveralNodes }: Suite,
  { describe, it }: TestFunctions,
): void {
  describe('revocations', () => {
    it(
      'are listed on every node',
      isolated(async ({ open, clock }) => {
        const first = await open();
        const second = hasSeveralNodes ? await open() : first;
        const revocation = { subject: 'session:1', beforeMs: clock.now, expiresAtMs: clock.now + 60_000 };
        await first.revoke(revocation);
        assert.deepEqual(await first.listRevocations(), [revocation]);
        assert.deepEqual(await second.listRevocations(), [revocation]);
      }),
    );

    it(
      'of one subject merge to the later times, in either order',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const { now } = clock;
        const early = { subject: 'early first', beforeMs: now - 50, expiresAtMs: now + 90_000 };
        await store.revoke(early);
        await store.revoke({ ...early, beforeMs: now, expiresAtMs: now + 60_000 });
        const late = { subject: 'late first', beforeMs: now, expiresAtMs: now + 60_000 };
        await store.revoke(late);
        await store.revoke({ ...late, beforeMs: now - 50, expiresAtMs: now + 90_000 });
        const listed = await store.listRevocations();
        assert.deepEqual(
          listed.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
          ['early first', 'late first'].map((subject) => ({
            subject,
            beforeMs: now,
            expiresAtMs: now + 90_000,
          })),
        );
      }),
    );

    it(
      'are listed until they expire, and can be made again',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const short = { subject: 'short', beforeMs: clock.now, expiresAtMs: clock.now + 1000 };
        const long = { subject: 'long', beforeMs: clock.now, expiresAtMs: clock.now + 60_000 };
        await store.revoke(short);
        await store.revoke(long);
        clock.now = short.expiresAtMs - 1;
        assert.equal((await store.listRevocations()).length, 2);
        clock.now = short.expiresAtMs;
        assert.deepEqual(await store.listRevocations(), [long]);
        const again = { subject: 'short', beforeMs: clock.now, expiresAtMs: clock.now + 1000 };
        await store.revoke(again);
        assert.deepEqual(
          (await store.listRevocations()).find(({ subject }) => subject === 'short'),
          again,
        );
      }),
    );

    it(
      'are copies',
      isolated(async ({ open, clock }) => {
        const store = await open();
        const revocation = { subject: 'session:1', beforeMs: clock.now, expiresAtMs: clock.now + 60_000 };
        const given = { ...revocation };
        const stop = store.watch((change) => {
          if (change.kind === 'revocation') Object.assign(change.revocation, { beforeMs: 0 });
        });
        await store.revoke(given);
        stop();
        given.beforeMs = 0;
        for (const listed of await store.listRevocations()) Object.assign(listed, { beforeMs: 0 });
        assert.deepEqual(await store.listRevocations(), [revocation]);
      }),
    );
  });
}

import assert from 'node:assert/strict';
import type { TestFunctions } from './subject.ts';
import type { World } from './world.ts';

export function describeRevocations(
  { scene, hasSeveralNodes }: World,
  { describe, it }: TestFunctions,
): void {
  describe('revocations', () => {
    it(
      'are listed on every node',
      scene(async ({ open, clock }) => {
        const first = await open();
        const second = hasSeveralNodes ? await open() : first;
        const revocation = { subject: 'session:1', before: clock.now, until: clock.now + 60_000 };
        await first.revoke(revocation);
        assert.deepEqual(await first.listRevocations(), [revocation]);
        assert.deepEqual(await second.listRevocations(), [revocation]);
      }),
    );

    it(
      'of one subject add up to the later times, in whatever order they come',
      scene(async ({ open, clock }) => {
        const store = await open();
        const { now } = clock;
        const early = { subject: 'early first', before: now - 50, until: now + 90_000 };
        await store.revoke(early);
        await store.revoke({ ...early, before: now, until: now + 60_000 });
        const late = { subject: 'late first', before: now, until: now + 60_000 };
        await store.revoke(late);
        await store.revoke({ ...late, before: now - 50, until: now + 90_000 });
        const listed = await store.listRevocations();
        assert.deepEqual(
          listed.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)),
          ['early first', 'late first'].map((subject) => ({ subject, before: now, until: now + 90_000 })),
        );
      }),
    );

    it(
      'are forgotten when their time has come, and may come again',
      scene(async ({ open, clock }) => {
        const store = await open();
        const short = { subject: 'short', before: clock.now, until: clock.now + 1000 };
        const long = { subject: 'long', before: clock.now, until: clock.now + 60_000 };
        await store.revoke(short);
        await store.revoke(long);
        clock.now = short.until - 1;
        assert.equal((await store.listRevocations()).length, 2);
        clock.now = short.until;
        assert.deepEqual(await store.listRevocations(), [long]);
        const again = { subject: 'short', before: clock.now, until: clock.now + 1000 };
        await store.revoke(again);
        assert.deepEqual(
          (await store.listRevocations()).find(({ subject }) => subject === 'short'),
          again,
        );
      }),
    );

    it(
      'are copies',
      scene(async ({ open, clock }) => {
        const store = await open();
        const revocation = { subject: 'session:1', before: clock.now, until: clock.now + 60_000 };
        const given = { ...revocation };
        const stop = store.watch((change) => {
          if (change.kind === 'revocation') Object.assign(change.revocation, { before: 0 });
        });
        await store.revoke(given);
        stop();
        given.before = 0;
        for (const listed of await store.listRevocations()) Object.assign(listed, { before: 0 });
        assert.deepEqual(await store.listRevocations(), [revocation]);
      }),
    );
  });
}

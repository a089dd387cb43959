import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { mintHostToken } from '@authbeat/core';
import { expect, it } from 'vitest';
import { createAuthbeat } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { tenantOf } from '../../src/testing/stores/helpers.ts';
import { createClock } from '../support/clock.ts';
import { callSessions, sessionTokenOf } from './call-sessions.ts';
import { runLoop } from './loop.ts';

const PATIENCE = 600_000;

it(
  'twenty minutes of a loop leave one small record, and the reads of other tenants as they were',
  { timeout: PATIENCE },
  async () => {
    const quiet = await runLoop({ limits: false, seconds: 1200, roundsPerSecond: 1 });
    const busy = await runLoop({ limits: false, seconds: 1200, roundsPerSecond: 25 });
    expect(busy).toMatchObject({ rounds: 30_000, records: 1, refusedOfOther: 0 });
    expect(busy.longest).toBeLessThan(2000);
    expect(busy.readsOfOther).toBe(quiet.readsOfOther);
  },
);

// Without the app of the other test, which records every event.
it('twenty minutes of a loop leave memory as it was', { timeout: PATIENCE }, async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const clock = createClock();
  const now = (): number => clock.now();
  const store = memoryStore({ now });
  const secret = randomBytes(32).toString('hex');
  await store.writeTenant(tenantOf('attacker', { secret }), 0);
  const authbeat = createAuthbeat({
    appKey: 'issue-panel',
    baseUrl: 'https://app.example.com',
    sessionKeys: [randomBytes(48).toString('base64')],
    store,
    now,
    limits: false,
  });
  const { exchange, signOut } = callSessions(authbeat);
  const round = async (): Promise<number> => {
    const token = mintHostToken(
      { kind: 'context', clientKey: 'attacker', accountId: 'mallory', now },
      secret,
    );
    const session = sessionTokenOf(await exchange(token));
    clock.pass(0.04);
    return (await signOut(session)).status;
  };
  const rounds = async (count: number): Promise<void> => {
    for (let time = 0; time < count; time += 1) expect(await round()).toBe(204);
  };
  // From here on, the records that a node keeps in memory are as many as it ever keeps.
  await rounds(31_000);
  const before = heap();
  await rounds(30_000);
  expect(heap() - before).toBeLessThan(5_000_000);
});

import type { AuthbeatOptions } from '../../src/index.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { bearer, startApp } from '../support/app.ts';
import { wrapStore } from '../support/wrap-store.ts';
import { callSessions, sessionTokenOf } from './call-sessions.ts';

/** What an account that exchanges and signs out in a loop has cost. */
export interface LoopCost {
  /** How many of its rounds of exchange and sign-out were admitted. */
  readonly rounds: number;
  /** How many records it has left in the store, and the length of the longest. */
  readonly records: number;
  readonly longest: number;
  /** How often the store was read for the requests of another tenant, and how many of those were not admitted. */
  readonly readsOfOther: number;
  readonly refusedOfOther: number;
}

export interface LoopOptions {
  readonly limits?: AuthbeatOptions['limits'];
  /** Simulated seconds. */
  readonly seconds: number;
  /** Rounds that the account attempts in each of them. A thousand must be a multiple. */
  readonly roundsPerSecond: number;
}

/** Runs the loop of one account, and a request of an account of another tenant in each simulated second. */
export async function runLoop({ limits, seconds, roundsPerSecond }: LoopOptions): Promise<LoopCost> {
  const records = new Map<string, number>();
  let reads = 0;
  const clockOf: { now: () => number } = { now: Date.now };
  const shared = memoryStore({ now: () => clockOf.now() });
  const store = wrapStore(shared, {
    readEntries: async (keys) => {
      reads += 1;
      return shared.readEntries(keys);
    },
    readTenant: async (clientKey) => {
      reads += 1;
      return shared.readTenant(clientKey);
    },
    writeEntry: async (entry, expected) => {
      const isWritten = await shared.writeEntry(entry, expected);
      if (isWritten) records.set(entry.key, Math.max(records.get(entry.key) ?? 0, entry.value.length));
      return isWritten;
    },
  });
  const app = await startApp({ store, sessionLifetime: 3600, ...(limits !== undefined && { limits }) });
  clockOf.now = () => app.clock.now();
  const [attacker, other] = [await app.installedSite('attacker'), await app.installedSite('other')];
  const session = await app.signIn(other);
  await app.get('/api/me', bearer(session));
  const { exchange, signOut } = callSessions(app.authbeat);
  const cost = { rounds: 0, readsOfOther: 0, refusedOfOther: 0 };
  for (let second = 0; second < seconds; second += 1) {
    for (let round = 0; round < roundsPerSecond; round += 1) {
      app.clock.pass(1 / roundsPerSecond);
      const exchanged = await exchange(attacker.context({ account: 'mallory' }));
      if (exchanged.status !== 200) continue;
      const ended = await signOut(sessionTokenOf(exchanged));
      if (ended.status === 204) cost.rounds += 1;
    }
    const before = reads;
    if ((await app.get('/api/me', bearer(session))).status !== 200) cost.refusedOfOther += 1;
    cost.readsOfOther += reads - before;
  }
  return { ...cost, records: records.size, longest: Math.max(...records.values()) };
}

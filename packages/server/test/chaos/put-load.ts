import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../core/test/inspect/random.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Site } from '../support/site.ts';
import type { Oracle } from './oracle.ts';
import { createVisitor, type Visitor } from './visit.ts';

/** How many visits one load makes at most: it ends by itself. */
const MAX_VISITS = 600;
/** Between two visits of one visitor, so that the test measures the faults and not the machine. */
const PAUSE_MS = 60;

/** What a load needs. */
export interface LoadSettings {
  readonly cluster: Cluster;
  readonly site: Site;
  readonly oracle: Oracle;
  readonly random: Random;
  /** How long after its sign-out a session may be admitted, in milliseconds. */
  readonly graceMs: number;
}

/** Visits the cluster, one visitor for each node at a time, until `stop`. */
export function putLoad(settings: LoadSettings): { readonly stop: () => Promise<void> } {
  let visits = 0;
  const over = new AbortController();
  const visit = async (): Promise<void> => {
    while (!over.signal.aborted && visits < MAX_VISITS) {
      visits += 1;
      await visitOnce(settings);
      await pause(PAUSE_MS);
    }
  };
  const done = Promise.all(settings.cluster.nodes.map(visit));
  return {
    async stop() {
      over.abort();
      await done;
    },
  };
}

/** One user's visit: a session from its exchange to its sign-out, a webhook, a page, and what has ended before. */
async function visitOnce({ cluster, site, oracle, random, graceMs }: LoadSettings): Promise<void> {
  const visitor = createVisitor(site, `account-${randomUUID()}`, oracle);
  const [first = '', second = '', third = ''] = random.shuffle(cluster.origins);
  await Promise.all([
    liveSession(visitor, { oracle, graceMs, origins: [first, second, third] }),
    visitor.notify(visitor.newWebhook(), [second, third]),
    openOnce(visitor, third, [first, second]),
    visitor.forge(first),
    visitor.measure(second),
    presentEnded(visitor, { cluster, oracle, random }),
  ]);
}

async function openOnce(visitor: Visitor, origin: string, loaders: readonly string[]): Promise<void> {
  const url = await visitor.recover(origin);
  if (url !== undefined) await visitor.open(url, loaders);
}

async function liveSession(
  visitor: Visitor,
  { oracle, graceMs, origins }: Pick<LoadSettings, 'oracle' | 'graceMs'> & { origins: readonly string[] },
): Promise<void> {
  const [first = '', second = '', third = ''] = origins;
  const session = await visitor.signIn(first);
  if (session === undefined) return;
  await visitor.call(second, session);
  const status = await visitor.signOut(third, session);
  if (status >= 200 && status < 300) oracle.end(session, performance.now() + graceMs);
}

/** Presents a session that has ended, and a credential that was used, to some node. */
async function presentEnded(
  visitor: Visitor,
  { cluster, oracle, random }: Pick<LoadSettings, 'cluster' | 'oracle' | 'random'>,
): Promise<void> {
  const ended = oracle.ended(performance.now());
  if (ended.length === 0) return;
  // The latest ones are the most likely to be unknown to a node.
  const session = random.chance(0.5) ? ended.at(-1) : random.pick(ended);
  const status = await visitor.call(random.pick(cluster.origins), session ?? '');
  if (status === 200) oracle.blame('a session was admitted after its sign-out');
}

/** Replays what was admitted once, at every node. `oracle.use` blames what is admitted again. */
export async function replayUsed(
  { cluster, site, oracle }: Pick<LoadSettings, 'cluster' | 'site' | 'oracle'>,
  count: number,
): Promise<void> {
  const visitor = createVisitor(site, 'replay', oracle);
  await Promise.all(
    oracle
      .used()
      .slice(-count)
      .map(async (credential) => {
        const isPage = credential.startsWith('/');
        return (isPage ? visitor.open : visitor.notify)(credential, cluster.origins);
      }),
  );
}

/** Whether every node serves a new user, and how not. */
export async function findFailures({
  cluster,
  site,
  oracle,
}: Pick<LoadSettings, 'cluster' | 'site' | 'oracle'>): Promise<readonly string[]> {
  const failures = await Promise.all(
    cluster.origins.map(async (origin, index) => {
      const visitor = createVisitor(site, `account-${randomUUID()}`, oracle);
      const session = await visitor.signIn(origin);
      if (session === undefined) return [`node ${index} issues no session`];
      const [called, [notified], url] = await Promise.all([
        visitor.call(origin, session),
        visitor.notify(visitor.newWebhook(), [origin]),
        visitor.recover(origin),
      ]);
      const [opened] = url === undefined ? [0] : await visitor.open(url, [origin]);
      const statuses = { api: called, webhook: notified, page: opened };
      return Object.entries(statuses).flatMap(([name, status]) =>
        status === 200 ? [] : [`node ${index}: ${name} ${status}`],
      );
    }),
  );
  return failures.flat();
}

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Server } from '../stores/servers/server.ts';
import { bearer, refusalOf } from '../support/app.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { putLoad } from './put-load.ts';
import type { StoreSettings } from './settings.ts';

const PATIENCE = 300_000;
/** In seconds: more than a busy machine takes, and less than a request of the load may. */
const STORE_TIMEOUT = 3;

async function statuses(responses: readonly Promise<Response>[]): Promise<readonly number[]> {
  return Promise.all(responses.map(async (response) => (await response).status));
}

async function call(origin: string, session: string): Promise<Response> {
  return fetch(`${origin}/api/me`, { headers: bearer(session) });
}

/** Returns how many milliseconds pass until every node refuses a session. */
async function timeUntilRefused({ origins }: Cluster, session: string): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const seen = await statuses(origins.map(async (origin) => call(origin, session)));
    if (seen.every((status) => status === 401)) return performance.now() - begun;
    if (performance.now() - begun > 10_000) return Number.POSITIVE_INFINITY;
  }
}

/** Defines the tests of several nodes on one store. */
export function describeCluster(storeOf: () => StoreSettings, serverOf?: () => Server | undefined): void {
  let cluster: Cluster;
  beforeAll(async () => {
    const store = storeOf();
    cluster = await startCluster([store, store, store], { storeTimeout: STORE_TIMEOUT });
  }, PATIENCE);
  afterAll(async () => cluster.close());

  it('a session that one node issues is good on all', { timeout: PATIENCE }, async () => {
    const { origins, signIn } = cluster;
    const session = await signIn(await cluster.installedSite(), origins[1] ?? '');
    expect(await statuses(origins.map(async (origin) => call(origin, session)))).toEqual([200, 200, 200]);
  });

  it('a ticket and a webhook are good once in the whole cluster', { timeout: PATIENCE }, async () => {
    const { origins } = cluster;
    const site = await cluster.installedSite();
    for (let round = 0; round < 10; round += 1) {
      const nonce = { claims: { round } };
      const url = site.iframe('/foo.html', nonce);
      const form = new URLSearchParams({ subject_token: site.context(), url });
      const recovered = await fetch(`${origins[0]}/authbeat/recovery`, { method: 'POST', body: form });
      const { url: ticketed } = (await recovered.json()) as { url: string };
      const pages = await statuses(origins.map(async (origin) => fetch(origin + ticketed)));
      expect(pages.filter((status) => status === 200)).toHaveLength(1);

      const headers = { authorization: `JWT ${site.bound('POST', '/hooks/issue', nonce)}` };
      const hooks = origins.map(async (origin) =>
        fetch(`${origin}/hooks/issue`, { method: 'POST', headers }),
      );
      expect((await statuses(hooks)).filter((status) => status === 200)).toHaveLength(1);
    }
  });

  it(
    'a sign-out and an uninstall are seen by every node within 2 seconds',
    { timeout: PATIENCE },
    async () => {
      const { origins, signIn } = cluster;
      const [first = '', second = '', third = ''] = origins;
      const site = await cluster.installedSite();
      const [signedOut, uninstalled] = [await signIn(site, first), await signIn(site, second)];
      for (const origin of origins) expect((await call(origin, signedOut)).status).toBe(200);

      await fetch(`${second}/authbeat/session`, { method: 'DELETE', headers: bearer(signedOut) });
      expect(await timeUntilRefused(cluster, signedOut)).toBeLessThan(2000);
      expect((await call(third, uninstalled)).status).toBe(200);

      await site.call('uninstalled', { origin: third });
      expect(await timeUntilRefused(cluster, uninstalled)).toBeLessThan(2000);
      expect(await refusalOf(await call(first, uninstalled))).toBe('401 session_revoked');
    },
  );

  it('installs that reach nodes in the other order leave the later one', { timeout: PATIENCE }, async () => {
    const { origins, signIn, newSite } = cluster;
    const [first = '', second = ''] = origins;
    const site = newSite();
    const now = Math.floor(Date.now() / 1000);
    const [old = ''] = site.secrets;
    site.rotateSecret();
    const current = site.secret;
    expect((await site.call('installed', { origin: first, claims: { iat: now } })).status).toBe(204);
    site.secret = old;
    expect((await site.call('installed', { origin: second, claims: { iat: now - 5 } })).status).toBe(204);
    site.secret = current;
    expect(await signIn(site, second)).toBeTypeOf('string');
  });

  if (!serverOf) return;
  it('a database that is killed under load ends no process, and every request gets a response', async () => {
    const { origins, alive, signIn } = cluster;
    const site = await cluster.installedSite();
    const session = await signIn(site, origins[0] ?? '');
    const processes = alive();

    // Longer than the change of the install may take to arrive: after it, a node trusts nothing that it read before.
    // On a busy machine the store may take longer than its timeout.
    const expectService = async (seconds: number): Promise<void> => {
      const use = async (): Promise<readonly string[]> =>
        [...(await putLoad(origins, site, session, seconds)).keys()].toSorted();
      await expect.poll(use, { timeout: 60_000 }).toEqual(['api 200', 'exchange 200', 'webhook 200']);
    };
    await expectService(1.5);
    const during = putLoad(origins, site, session, 3);
    await serverOf()?.kill();
    const seen = await during;
    expect([...seen.keys()].filter((outcome) => !/ (200|503)$/.test(outcome))).toEqual([]);
    expect(seen.get('webhook 503')).toBeGreaterThan(0);
    expect(seen.get('exchange 503')).toBeGreaterThan(0);
    expect(seen.get('api 503')).toBeUndefined();
    expect(alive()).toEqual(processes);

    await serverOf()?.start();
    await expectService(0.2);
  });
}

import { randomUUID } from 'node:crypto';
import { bearer, exchangeForm } from '../support/app.ts';
import type { Site } from '../support/site.ts';

/** How long a response may take, in milliseconds. A request that takes longer fails the test. */
const PATIENCE = 60_000;

/** Uses every node for so many seconds, and counts how each kind of request ended: `api 200`, `webhook 503` … */
export async function putLoad(
  origins: readonly string[],
  site: Site,
  session: string,
  seconds: number,
): Promise<ReadonlyMap<string, number>> {
  const seen = new Map<string, number>();
  const end = performance.now() + seconds * 1000;
  const request = async (name: string, url: string, init: RequestInit): Promise<void> => {
    const { status } = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) });
    seen.set(`${name} ${status}`, (seen.get(`${name} ${status}`) ?? 0) + 1);
  };
  const use = async (origin: string): Promise<void> => {
    while (performance.now() < end) {
      const token = site.bound('POST', '/hooks/issue', { claims: { nonce: randomUUID() } });
      await Promise.all([
        request('api', `${origin}/api/me`, { headers: bearer(session) }),
        request('exchange', `${origin}/authbeat/session`, {
          method: 'POST',
          body: new URLSearchParams(exchangeForm(site.context())),
        }),
        request('webhook', `${origin}/hooks/issue`, {
          method: 'POST',
          headers: { authorization: `JWT ${token}` },
        }),
      ]);
    }
  };
  await Promise.all(origins.map(use));
  return seen;
}

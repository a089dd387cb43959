import { randomUUID } from 'node:crypto';
import { bearer, exchangeForm } from '../support/app.ts';
import type { Site } from '../support/site.ts';
import type { Oracle } from './oracle.ts';

/** What came back; nothing when the node was killed meanwhile. */
interface Reply {
  readonly status: number;
  readonly text: string;
}

/** A response that takes longer counts as none. */
const PATIENCE_MS = 20_000;

/** One user's requests to a cluster, each of which the oracle counts. */
export interface Visitor {
  /** Exchanges a context token; absent if it was refused. */
  readonly signIn: (origin: string) => Promise<string | undefined>;
  /** Returns the status. */
  readonly call: (origin: string, session: string) => Promise<number>;
  readonly signOut: (origin: string, session: string) => Promise<number>;
  /** Sends one webhook to each of these nodes at once. Returns the statuses. */
  readonly notify: (token: string, origins: readonly string[]) => Promise<readonly number[]>;
  readonly newWebhook: () => string;
  /** Recovers a page. Returns its URL with a ticket; absent if it was refused. */
  readonly recover: (origin: string) => Promise<string | undefined>;
  /** Loads a page with a ticket from each of these nodes at once. Returns the statuses. */
  readonly open: (url: string, origins: readonly string[]) => Promise<readonly number[]>;
  /** Requests what no store is needed for, to see how busy the machine is. */
  readonly measure: (origin: string) => Promise<void>;
  /** Presents credentials that no node may admit: signed with another secret, or of another tenant. */
  readonly forge: (origin: string) => Promise<void>;
}

/** @param account signs in; with a name of its own for each visit, no limit on one account counts */
export function createVisitor(site: Site, account: string, oracle: Oracle): Visitor {
  const request = async (name: string, url: string, init: RequestInit = {}): Promise<Reply | undefined> => {
    const begun = performance.now();
    let reply: Reply | undefined;
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
      reply = { status: response.status, text: await response.text() };
    } catch (error) {
      // A node that was killed ends its connections. One that does not respond is to blame.
      if ((error as Error).name === 'TimeoutError') oracle.blame(`${name} got no response`);
    }
    oracle.count(`${name} ${reply?.status ?? 'lost'}`, performance.now() - begun);
    return reply;
  };
  const exchange = async (name: string, origin: string, token: string): Promise<Reply | undefined> =>
    request(name, `${origin}/authbeat/session`, {
      method: 'POST',
      body: new URLSearchParams(exchangeForm(token)),
    });
  const webhook = async (name: string, origin: string, token: string): Promise<Reply | undefined> =>
    request(name, `${origin}/hooks/issue`, { method: 'POST', headers: { authorization: `JWT ${token}` } });
  const once = async (
    credential: string,
    origins: readonly string[],
    send: (origin: string) => Promise<Reply | undefined>,
  ): Promise<readonly number[]> => {
    const responses = await Promise.all(origins.map(send));
    for (const response of responses) if (response?.status === 200) oracle.use(credential);
    return responses.map((response) => response?.status ?? 0);
  };

  return {
    async signIn(origin) {
      const response = await exchange('exchange', origin, site.context({ account }));
      if (response?.status !== 200) return undefined;
      return (JSON.parse(response.text) as { access_token: string }).access_token;
    },
    async call(origin, session) {
      const response = await request('api', `${origin}/api/me`, { headers: bearer(session) });
      return response?.status ?? 0;
    },
    async signOut(origin, session) {
      const init = { method: 'DELETE', headers: bearer(session) };
      return (await request('sign-out', `${origin}/authbeat/session`, init))?.status ?? 0;
    },
    notify: async (token, origins) =>
      once(token, origins, async (origin) => webhook('webhook', origin, token)),
    newWebhook: () => site.bound('POST', '/hooks/issue', { account, claims: nonce() }),
    async recover(origin) {
      const url = site.iframe('/foo.html', { account, claims: nonce() });
      const body = new URLSearchParams({ subject_token: site.context({ account }), url });
      const response = await request('recovery', `${origin}/authbeat/recovery`, { method: 'POST', body });
      if (response?.status !== 200) return undefined;
      return (JSON.parse(response.text) as { url: string }).url;
    },
    open: async (url, origins) => once(url, origins, async (origin) => request('page', origin + url)),
    async measure(origin) {
      const begun = performance.now();
      try {
        await fetch(`${origin}/nothing`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      } catch {
        // The node was killed meanwhile.
      }
      oracle.countIdle(performance.now() - begun);
    },
    async forge(origin) {
      const secret = randomUUID();
      const responses = await Promise.all([
        exchange('forged exchange', origin, site.context({ account, secret })),
        webhook('forged webhook', origin, site.bound('POST', '/hooks/issue', { account, secret })),
        request('forged page', origin + site.iframe('/foo.html', { account, secret })),
      ]);
      if (responses.some((response) => response?.status === 200)) oracle.blame('a forged token was admitted');
    },
  };
}

function nonce(): { readonly nonce: string } {
  return { nonce: randomUUID() };
}

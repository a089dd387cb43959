import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { readClientScript } from '../../packages/server/src/client-script.ts';
import { listen } from '../http/target.ts';
import { orderForRound } from '../rounds.ts';
import { ratios, spreadOf, type Spread } from '../statistics.ts';

/** What a call costs the page. */
export interface CallCost {
  readonly name: string;
  /** CPU time of the page's main thread for each call, in microseconds. */
  readonly cpuMicros: Spread;
  /** This time, divided by that of the page's own `fetch` in the same round: 1 is as good. */
  readonly timesOwn: Spread;
}

/** What a page can do, as functions of the page in `PAGE`. The first is what the others are compared with. */
const CALLS = {
  'fetch of the page, with the token': 'own',
  'fetch of the client': 'client',
  'getToken() of the client': 'token',
} as const;

type CallName = (typeof CALLS)[keyof typeof CALLS];

const TOKEN = `e30.${btoa(JSON.stringify({ iss: 'tenant', sub: 'account', exp: 4_000_000_000 }))}.x`;

/** The bridge has one token: it is asked for once, before anything is measured. */
const PAGE = `<!doctype html><html lang="en"><head><title>Calls</title></head><body>
<script>window.AP = { context: { getToken: async () => '${TOKEN}' } };</script>
<script src="/client.js"></script>
<script>
const client = authbeat.createClient();
const read = async (response) => (await response).json();
const calls = client.getToken().then((token) => ({
  own: () => read(fetch('/api', { headers: { authorization: 'Bearer ' + token } })),
  client: () => read(client.fetch('/api')),
  token: () => client.getToken(),
}));
window.call = async (name, count) => {
  const { [name]: run } = await calls;
  for (let index = 0; index < count; index += 1) await run();
};
</script></body></html>`;

/** Measures calls in a page of Chromium, by turns. The server does as little as it can. */
export async function measureCalls(
  browser: Browser,
  { rounds, count }: { readonly rounds: number; readonly count: number },
): Promise<readonly CallCost[]> {
  const script = await readClientScript();
  const server = createServer((request, response) => respond(request, response, script));
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${await listen(server)}/`);
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable');
  const measured = new Map<CallName, number[]>();
  // The first round warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of orderForRound(Object.values(CALLS), round)) {
      const micros = await measureCall(page, devTools, name, count);
      if (round > 0) measured.set(name, [...(measured.get(name) ?? []), micros]);
    }
  }
  await page.close();
  server.closeAllConnections();
  server.close();
  const own = measured.get('own') ?? [];
  return Object.entries(CALLS).map(([name, key]) => {
    const micros = measured.get(key) ?? [];
    return { name, cpuMicros: spreadOf(micros), timesOwn: ratios(micros, own) };
  });
}

function respond({ url, method }: IncomingMessage, response: ServerResponse, script: string): void {
  const send = (type: string, body: string): void => {
    response.setHeader('content-type', type);
    response.end(body);
  };
  if (url === '/client.js') send('text/javascript', script);
  else if (method === 'POST') send('application/json', '{"access_token":"session","expires_in":3600}');
  else if (url === '/api') send('application/json', '{"account":"alice"}');
  else send('text/html', PAGE);
}

async function measureCall(page: Page, devTools: CDPSession, name: CallName, count: number): Promise<number> {
  const before = await readThreadMicros(devTools);
  await page.evaluate(`call('${name}', ${count})`);
  return ((await readThreadMicros(devTools)) - before) / count;
}

/** The CPU time of the page's main thread. Other load on the machine hardly changes it. */
async function readThreadMicros(devTools: CDPSession): Promise<number> {
  const { metrics } = await devTools.send('Performance.getMetrics');
  const { value: seconds } = metrics.find(({ name }) => name === 'ThreadTime') ?? { value: Number.NaN };
  return seconds * 1_000_000;
}

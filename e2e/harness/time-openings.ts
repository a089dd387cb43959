import type { Browser, CDPSession, Page } from 'playwright-core';
import { A_QUARTER_OF_AN_HOUR, clickButton, content } from './steps.ts';
import { startSystem, type System } from './system.ts';

/** One request that went over the network. Times are in milliseconds after the first request. */
export interface TimedRequest {
  /** Such as `GET /foo.html`. */
  readonly name: string;
  readonly to: 'app' | 'host';
  readonly beginsMs: number;
  readonly endsMs: number;
}

/** What happens from the click on a panel's button until the panel shows that it is signed in. */
export interface Opening {
  readonly contentMs: number;
  readonly requests: readonly TimedRequest[];
}

/** A panel that is opened while its token lives, and one that is opened after its token has expired. */
export interface Openings {
  /** How long the browser waits for each response at least. */
  readonly latencyMs: number;
  readonly fresh: Opening;
  readonly expired: Opening;
}

/** Opens a panel of the example app in Chromium, which has seen the app and a recovery before. */
export async function timeOpenings(browser: Browser, latencyMs: number): Promise<Openings> {
  const system = await startSystem();
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    // Fills the browser's cache.
    await openPanel(page, network, system, true);
    const unlimited = { offline: false, downloadThroughput: -1, uploadThroughput: -1 };
    await network.send('Network.emulateNetworkConditions', { ...unlimited, latency: latencyMs });
    const fresh = await openPanel(page, network, system, false);
    const expired = await openPanel(page, network, system, true);
    return { latencyMs, fresh, expired };
  } finally {
    await context.close();
    await system.close();
  }
}

async function openPanel(
  page: Page,
  network: CDPSession,
  { host, clock, appUrl }: System,
  isExpired: boolean,
): Promise<Opening> {
  await page.goto(host.issueUrl('AB-1'));
  await page.getByRole('button', { name: 'Foo', exact: true }).waitFor();
  if (isExpired) clock.advance(A_QUARTER_OF_AN_HOUR);
  const recording = recordRequests(network, appUrl);
  const clickedAt = performance.now();
  await clickButton(page);
  await content(page).waitFor();
  return { contentMs: performance.now() - clickedAt, requests: recording.stop() };
}

/** Where the local host records what frames do. No other host has such an endpoint. */
const TIMELINE_PATH = '/host/frame';

interface SeenRequest {
  readonly url: URL;
  readonly method: string;
  /** In seconds, on the browser's own clock. */
  readonly beginsAt: number;
  endsAt?: number;
}

/** Records the requests that go over the network; those that the browser's cache responds to do not. */
function recordRequests(network: CDPSession, appUrl: string): { stop(): readonly TimedRequest[] } {
  const seen = new Map<string, SeenRequest>();
  const onSent = ({ requestId, request, timestamp }: Sent): void => {
    const url = new URL(request.url);
    if (url.pathname === TIMELINE_PATH) return;
    seen.set(requestId, { url, method: request.method, beginsAt: timestamp });
  };
  const onCached = ({ requestId }: { readonly requestId: string }): void => {
    seen.delete(requestId);
  };
  const onFinished = ({ requestId, timestamp }: Finished): void => {
    const request = seen.get(requestId);
    if (request) request.endsAt = timestamp;
  };
  network.on('Network.requestWillBeSent', onSent);
  network.on('Network.requestServedFromCache', onCached);
  network.on('Network.loadingFinished', onFinished);
  return {
    stop() {
      network.off('Network.requestWillBeSent', onSent);
      network.off('Network.requestServedFromCache', onCached);
      network.off('Network.loadingFinished', onFinished);
      const requests = [...seen.values()];
      const start = Math.min(...requests.map(({ beginsAt }) => beginsAt));
      return requests.map(({ url, method, beginsAt, endsAt = beginsAt }) => ({
        name: `${method} ${url.pathname}`,
        to: url.origin === appUrl ? 'app' : 'host',
        beginsMs: (beginsAt - start) * 1000,
        endsMs: (endsAt - start) * 1000,
      }));
    },
  };
}

interface Sent {
  readonly requestId: string;
  readonly request: { readonly url: string; readonly method: string };
  readonly timestamp: number;
}

interface Finished {
  readonly requestId: string;
  readonly timestamp: number;
}

import { EventEmitter, once } from 'node:events';
import type { Page, Request } from 'playwright-core';
import type { Visit } from './visit.ts';

/** Moves the clocks of the host, the app and the browser on by so many seconds, and never during a request. */
export type PassTime = (seconds: number) => Promise<void>;

/** How long a response may take, in milliseconds. */
const PATIENCE = 60_000;

/** Takes over the clock of the browser, before its page loads anything. Between two moves it runs as always. */
export async function takeOverClock({ page, system }: Pick<Visit, 'page' | 'system'>): Promise<PassTime> {
  await page.clock.install();
  const { underWay, ended } = watchRequests(page, system.appUrl);
  /** No request is under way, and no frame is about to begin one after the last response. */
  const settle = async (): Promise<void> => {
    do {
      while (underWay.size > 0) await once(ended, 'request', { signal: AbortSignal.timeout(PATIENCE) });
      await Promise.all(page.frames().map(async (frame) => frame.evaluate(() => document.title)));
    } while (underWay.size > 0);
  };
  return async (seconds) => {
    await settle();
    system.clock.advance(seconds);
    await page.clock.fastForward(seconds * 1_000);
  };
}

/** The requests to the app that have no response yet. A stream is open for as long as its listener. */
function watchRequests(
  page: Page,
  appUrl: string,
): { readonly underWay: ReadonlySet<Request>; readonly ended: EventEmitter } {
  const underWay = new Set<Request>();
  const ended = new EventEmitter();
  page.on('request', (request) => {
    if (request.url().startsWith(appUrl) && request.resourceType() !== 'eventsource') underWay.add(request);
  });
  const end = (request: Request): void => {
    underWay.delete(request);
    ended.emit('request');
  };
  page.on('requestfinished', end);
  page.on('requestfailed', end);
  return { underWay, ended };
}

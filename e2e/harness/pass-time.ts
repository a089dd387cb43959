import type { Page, Request } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Visit } from './visit.ts';

/** Moves the clocks of the host, the app and the browser on by so many seconds, and never during a request. */
export type PassTime = (seconds: number) => Promise<void>;

/** Takes over the clock of the browser, before its page loads anything. Between two moves it runs as always. */
export async function takeOverClock({ page, system }: Visit): Promise<PassTime> {
  await page.clock.install();
  const underWay = watchRequests(page, system.appUrl);
  /** No request is under way, and no frame is about to begin one after the last response. */
  const settle = async (): Promise<void> => {
    do {
      await vi.waitFor(() => expect(underWay.size).toBe(0), { timeout: 20_000, interval: 5 });
      await Promise.all(page.frames().map(async (frame) => frame.evaluate(() => document.title)));
    } while (underWay.size > 0);
  };
  return async (seconds) => {
    await settle();
    system.clock.advance(seconds);
    await page.clock.fastForward(seconds * 1_000);
  };
}

/** The requests to the app that have no response yet. A stream is open for as long as somebody listens. */
function watchRequests(page: Page, appUrl: string): ReadonlySet<Request> {
  const underWay = new Set<Request>();
  page.on('request', (request) => {
    if (request.url().startsWith(appUrl) && request.resourceType() !== 'eventsource') underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  page.on('requestfailed', (request) => underWay.delete(request));
  return underWay;
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from './browser.ts';
import { recordResponses, watchForErrors, type Responses } from './observe.ts';
import { startSystem, type System, type SystemOptions } from './system.ts';

/** A system and a page that looks at it, both watched from the start. */
export interface Visit {
  readonly system: System;
  readonly page: Page;
  readonly responses: Responses;
  /** Every text that a person would have taken for an error, however short it was visible. */
  readonly errors: readonly string[];
}

export interface VisitOptions extends SystemOptions {
  /** How far the browser's clock is ahead, in seconds. Defaults to 0. */
  readonly browserAhead?: number;
}

/** Starts one browser for the tests of a file, and gives each a visit that ends with the test. */
export function useVisits(): (options?: VisitOptions) => Promise<Visit> {
  let browser: Browser;
  const endings: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });
  afterAll(async () => {
    await browser.close();
  });

  return async ({ browserAhead = 0, ...options } = {}) => {
    const system = await startSystem(options);
    endings.push(async () => system.close());
    const context = await browser.newContext();
    endings.push(async () => context.close());
    await context.addInitScript(shiftClock, browserAhead * 1000);
    const page = await context.newPage();
    return {
      system,
      page,
      responses: recordResponses(page, system.appUrl),
      errors: await watchForErrors(page),
    };
  };
}

/** Runs in the browser, in every frame: its clock is wrong by so many milliseconds. */
function shiftClock(ahead: number): void {
  if (ahead === 0) return;
  const RealDate = Date;
  const shifted = (): number => RealDate.now() + ahead;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts: []) => (parts.length > 0 ? new target(...parts) : new target(shifted())),
    apply: () => new RealDate(shifted()).toString(),
    get: (target, name, receiver): unknown =>
      name === 'now' ? shifted : Reflect.get(target, name, receiver),
  });
}

import type { RequestHandler } from 'express';
import type { Browser } from 'playwright-core';
import { describePanels } from '../../e2e/harness/panels.ts';
import { buildComparedPages } from '../../e2e/harness/pages.ts';
import { takeOverClock } from '../../e2e/harness/pass-time.ts';
import { startSystem } from '../../e2e/harness/system.ts';

/** The requests of frames of the example app on one issue, by what they are for. */
export interface Requests {
  readonly documents: number;
  /** The app's scripts and styles. The browser keeps them, so that frames share them. */
  readonly files: number;
  /** Exchanges and heartbeats. */
  readonly sessions: number;
  /** Tokens that the host issues for the bridge. */
  readonly hostTokens: number;
}

/** What frames request while they open, and while they stay open. */
export interface Frames {
  readonly name: string;
  readonly frames: number;
  readonly opening: Requests;
  /** Exchanges and heartbeats in an hour, for each frame, once it is open. */
  readonly renewalsPerFrameHour: number;
  readonly hostTokensPerFrameHour: number;
}

/** In seconds. No timer of the client or the recipe is due twice in a step. */
const STEP = 15;

/** Counts the requests of one and of six frames in Chromium, whose clock is moved on, over so many seconds. */
export async function measureRequests(browser: Browser, seconds: number): Promise<readonly Frames[]> {
  const { authbeat, heartbeat } = await buildComparedPages();
  return [
    await watchFrames(browser, { name: 'Authbeat', frames: 1, pages: authbeat, seconds }),
    await watchFrames(browser, { name: 'Authbeat', frames: 6, pages: authbeat, seconds }),
    await watchFrames(browser, { name: 'heartbeat every 30 s', frames: 6, pages: heartbeat, seconds }),
  ];
}

async function watchFrames(
  browser: Browser,
  { name, frames, pages, seconds }: Pick<Frames, 'name' | 'frames'> & { pages: string; seconds: number },
): Promise<Frames> {
  const requests = countRequests();
  const describe = describePanels(frames);
  const system = await startSystem({ pages, describe, extend: (app) => app.use(requests.count) });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on('request', (request) => requests.add(new URL(request.url()).pathname, 'host'));
    const pass = await takeOverClock({ page, system });
    await page.goto(system.host.issueUrl('AB-1'));
    for (let frame = 0; frame < frames; frame += 1)
      await page
        .getByRole('region', { name: `Panel ${frame}` })
        .frameLocator('iframe')
        .getByText('This panel is signed in.')
        .waitFor({ timeout: 60_000 });
    const opening = requests.take();
    for (let passed = 0; passed < seconds; passed += STEP) await pass(STEP);
    const { sessions, hostTokens } = requests.take();
    const frameHours = (frames * seconds) / 3600;
    return {
      name,
      frames,
      opening,
      renewalsPerFrameHour: sessions / frameHours,
      hostTokensPerFrameHour: hostTokens / frameHours,
    };
  } finally {
    await context.close();
    await system.close();
  }
}

const NONE: Requests = { documents: 0, files: 0, sessions: 0, hostTokens: 0 };

/** What a request is for, by its path. Those of the app are counted where they arrive. */
const PURPOSES: readonly (readonly [at: 'app' | 'host', path: RegExp, purpose: keyof Requests])[] = [
  ['app', /^\/foo\.html$/, 'documents'],
  ['app', /^\/assets\//, 'files'],
  ['app', /^\/authbeat\/(session|heartbeat)$/, 'sessions'],
  ['host', /^\/host\/token$/, 'hostTokens'],
];

function countRequests() {
  let counted = NONE;
  const add = (path: string, at: 'app' | 'host'): void => {
    const [, , purpose] = PURPOSES.find(([where, pattern]) => where === at && pattern.test(path)) ?? [];
    if (purpose) counted = { ...counted, [purpose]: counted[purpose] + 1 };
  };
  const count: RequestHandler = ({ path }, _response, next) => {
    add(path, 'app');
    next();
  };
  return {
    add,
    count,
    /** Those since the last time. */
    take(): Requests {
      const taken = counted;
      counted = NONE;
      return taken;
    },
  };
}

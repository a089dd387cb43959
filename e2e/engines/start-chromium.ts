import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { startProcess } from '../harness/start-process.ts';
import { CHROMIUM_ARGUMENTS } from './chromium-arguments.ts';
import { requireEngine } from './find.ts';
import { PATIENCE } from './wait.ts';

/** A Chromium in a process of its own. */
export interface RunningChromium {
  /** Its first context is the person's profile, in which nothing is emulated. */
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/**
 * Starts a full Chromium as people have it. What a driver switches off in a browser that it launches stays on:
 * throttled timers, the cache of the Back button, partitioned storage.
 */
export async function startChromium(
  options: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningChromium> {
  const profile = await mkdtemp(join(tmpdir(), 'authbeat-chromium-'));
  const debugging = [`--user-data-dir=${profile}`, '--remote-debugging-port=0'];
  const { printed, close } = await startProcess({
    command: [requireEngine('chromium'), ...CHROMIUM_ARGUMENTS, ...options, ...debugging, 'about:blank'],
    cwd: profile,
    env,
    listening: /DevTools listening on (ws:\S+)/,
  });
  const browser = await chromium.connectOverCDP(printed[1] ?? '', {
    isLocal: true,
    noDefaults: true,
    timeout: PATIENCE,
  });
  return {
    browser,
    async close() {
      await browser.close();
      await close();
      await rm(profile, { recursive: true, maxRetries: 10 });
    },
  };
}

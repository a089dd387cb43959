import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { SESSION_LIFETIME } from '../harness/steps.ts';
import { describePanels } from '../harness/panels.ts';
import { takeOverClock } from '../harness/pass-time.ts';
import type { useVisits } from '../harness/visit.ts';

const FRAMES = 6;

/** Resolves when it is so, or the time is over. */
const waitFor = async (isSo: () => boolean, timeout: number): Promise<void> =>
  vi.waitFor(() => expect(isSo()).toBe(true), { timeout, interval: 5 }).catch(() => {});

async function countMemory(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Six frames live through lifetimes of a session: no request fails, no page reloads, no memory leaks. */
export async function liveThroughLifetimes(
  start: ReturnType<typeof useVisits>,
  lifetimes: number,
): Promise<void> {
  const visit = await start({ describe: describePanels(FRAMES) });
  const { page, system, responses, errors } = visit;
  const pass = await takeOverClock(visit);
  await page.goto(system.host.issueUrl('AB-1'));
  const exchanges = (): number => responses.below('/authbeat/session').length;
  await vi.waitFor(() => expect(exchanges()).toBe(FRAMES), { timeout: 60_000, interval: 20 });
  const documents = responses.below('/foo.html').length;

  let memory = 0;
  for (let lifetime = 1; lifetime <= lifetimes; lifetime += 1) {
    const expected = exchanges() + FRAMES;
    // Past the time of renewal, and before the end.
    await pass(SESSION_LIFETIME * 0.82);
    while (exchanges() < expected) {
      await waitFor(() => exchanges() >= expected, 1_000);
      // A frame that was still busy with the previous response starts its timer later.
      if (exchanges() < expected) await pass(SESSION_LIFETIME * 0.02);
    }
    if (lifetime === lifetimes / 10) memory = await countMemory(page);
  }

  expect(exchanges()).toBeLessThanOrEqual(FRAMES * (lifetimes + 2));
  expect(responses.below('/authbeat/session').every((line) => line.endsWith(' 200'))).toBe(true);
  const asked = responses.below('/api/');
  expect(asked.length).toBeGreaterThan(FRAMES * lifetimes * 0.9);
  expect(asked.filter((line) => !line.endsWith(' 200'))).toEqual([]);
  expect(responses.below('/foo.html')).toHaveLength(documents);
  expect(errors).toEqual([]);
  expect(await countMemory(page)).toBeLessThan(memory * 1.25 + 1_000_000);
}

import type { FrameLocator } from 'playwright-core';
import { expect, it } from 'vitest';
import { appFrame, openNotes } from '../harness/steps.ts';
import { useVisits } from '../harness/visit.ts';
import { forgeFrame, onForge, openOnForge, signedOut, signOut } from './forge-visit.ts';

/** Longer than an invocation token lives, so that the next request has another one. Seconds. */
const NEXT_INVOCATION = 30;

async function tryAgain(frame: FrameLocator): Promise<void> {
  await frame.getByRole('button', { name: 'Try again' }).click();
  await frame.getByText('You are signed out.').waitFor({ state: 'detached' });
}

const open = useVisits();

it('a sign-out on Connect or on Forge ends both, and both can sign in again', async () => {
  const visit = await open({ onHost: onForge });
  const { page: connectPage, system } = visit;
  await openNotes(visit);
  const forgePage = await openOnForge(visit);
  const frames = [forgeFrame(forgePage), appFrame(connectPage, 'Notes')] as const;
  /** Those of the page on Connect. */
  const countSessions = (): number =>
    visit.responses.below('/authbeat/session').filter((line) => line === 'POST /authbeat/session 200').length;

  for (const page of [forgePage, connectPage]) {
    await signOut(page, system.appUrl);
    await Promise.all(frames.map(signedOut));
    system.clock.advance(NEXT_INVOCATION);
    const before = countSessions();
    for (const frame of frames) await tryAgain(frame);
    await expect.poll(countSessions).toBe(before + 1);
  }
});

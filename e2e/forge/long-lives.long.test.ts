import type { FrameLocator } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import { takeOverClock } from '../harness/pass-time.ts';
import { appFrame, openNotes, SESSION_LIFETIME } from '../harness/steps.ts';
import { useVisits, type Visit } from '../harness/visit.ts';
import { download, forgeFrame, installForge, onForge, write } from './forge-visit.ts';

const LIVES = 20;

async function openConnectPage(visit: Visit): Promise<FrameLocator> {
  await openNotes(visit);
  return appFrame(visit.page, 'Notes');
}

async function openForgePage({ page, system }: Visit): Promise<FrameLocator> {
  const installation = await installForge(system);
  await page.goto(installation.pageUrl('notes'));
  await forgeFrame(page).getByText('No notes yet.').waitFor();
  return forgeFrame(page);
}

describe('the page of one app', () => {
  const start = useVisits();

  it.each([
    ['Connect', openConnectPage],
    ['Forge', openForgePage],
  ] as const)(`lives through ${LIVES} sessions on %s, with a stream and a download`, async (_host, open) => {
    const visit = await start({ onHost: onForge });
    const { page, responses, errors } = visit;
    const pass = await takeOverClock(visit);
    const frame = await open(visit);
    const field = frame.getByRole('textbox', { name: /^Note/ });
    await field.fill('Half a sentence, to be');
    const follow = frame.getByRole('button', { name: 'Follow' });
    await Promise.all([page.waitForResponse(/\/api\/notes\/events/), follow.click()]);
    const exchanges = (): string[] =>
      responses.below('/authbeat/session').filter((line) => line.startsWith('POST'));
    const polls = (): string[] =>
      responses.below('/api/notes').filter((line) => line.startsWith('GET /api/notes '));

    for (let life = 1; life < LIVES; life += 1) {
      const before = { polls: polls().length, exchanges: exchanges().length };
      // Past the time of renewal, and before the end.
      await pass(SESSION_LIFETIME * 0.82);
      await vi.waitFor(
        () => {
          expect(exchanges().length).toBeGreaterThan(before.exchanges);
          expect(polls().length).toBeGreaterThan(before.polls);
        },
        { timeout: 60_000, interval: 5 },
      );
    }

    expect(errors).toEqual([]);
    expect(new Set(polls())).toEqual(new Set(['GET /api/notes 200']));
    expect(new Set(exchanges())).toEqual(new Set(['POST /authbeat/session 200']));
    expect(exchanges().length).toBeGreaterThanOrEqual(LIVES);
    expect(await field.inputValue()).toBe('Half a sentence, to be');
    await write(page, frame, 'The last sentence');
    await frame.getByText('New: The last sentence').waitFor();
    expect(await download(page, frame)).toContain('"The last sentence"');
  });
});

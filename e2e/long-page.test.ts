import { describe, expect, it, vi } from 'vitest';
import { NEVER_RENEWING_PAGES } from './harness/pages.ts';
import { takeOverClock } from './harness/pass-time.ts';
import { appFrame, noteField, openNotes, SESSION_LIFETIME } from './harness/steps.ts';
import { useVisits } from './harness/visit.ts';

const LIVES = 20;

describe('the long page', () => {
  const open = useVisits();

  it(`stays signed in for ${LIVES} token lives, without a reload, with a half-typed form still half-typed`, async () => {
    const visit = await open();
    const pass = await takeOverClock(visit);
    await openNotes(visit);
    const frame = appFrame(visit.page, 'Notes');
    await noteField(visit.page).fill('Half a sentence, to be');
    const opened = visit.responses.below('/notes.html').length;
    const polls = (): string[] => visit.responses.below('/api/notes');
    const sessions = (): string[] => visit.responses.below('/authbeat/session');

    for (let life = 1; life < LIVES; life += 1) {
      const before = { polls: polls().length, sessions: sessions().length };
      // Past the time of renewal, and before the end.
      await pass(SESSION_LIFETIME * 0.82);
      await vi.waitFor(
        () => {
          expect(sessions().length).toBeGreaterThan(before.sessions);
          expect(polls().length).toBeGreaterThan(before.polls);
        },
        { timeout: 60_000, interval: 5 },
      );
    }

    expect(visit.errors).toEqual([]);
    expect(new Set(polls())).toEqual(new Set(['GET /api/notes 200']));
    expect(new Set(sessions())).toEqual(new Set(['POST /authbeat/session 200']));
    expect(sessions().length).toBeGreaterThanOrEqual(LIVES);
    expect(visit.responses.below('/notes.html')).toHaveLength(opened);
    expect(await noteField(visit.page).inputValue()).toBe('Half a sentence, to be');

    await frame.getByRole('button', { name: 'Write note' }).click();
    await frame.getByText('AB-1 · 712020:ada').waitFor();
  });

  it('fails with a client that never renews', async () => {
    const visit = await open({ pages: NEVER_RENEWING_PAGES });
    const pass = await takeOverClock(visit);
    await openNotes(visit);
    await pass(2 * SESSION_LIFETIME);
    await appFrame(visit.page, 'Notes').getByText('The app responded with 401.').waitFor();
    expect(visit.errors).not.toEqual([]);
  });
});

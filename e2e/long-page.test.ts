import { describe, expect, it } from 'vitest';
import { NEVER_RENEWING_PAGES } from './harness/pages.ts';
import { useVisits, type VisitOptions } from './harness/visit.ts';
import { appFrame, noteField, openNotes } from './harness/steps.ts';

const LIFE = 2;
const LIVES = 20;

/** Every token lives two seconds, and clocks are taken to be exact. */
const SHORT_LIVES: VisitOptions = {
  host: { iframeTokenLifetime: 60, contextTokenLifetime: LIFE },
  authbeat: { sessionLifetime: LIFE, leeway: 0 },
};

describe('the long page', () => {
  const open = useVisits();

  it(`stays signed in for ${LIVES} token lives, without a reload, with a half-typed form still half-typed`, async () => {
    const visit = await open(SHORT_LIVES);
    await openNotes(visit);
    const frame = appFrame(visit.page, 'Notes');
    await noteField(visit.page).fill('Half a sentence, to be');
    const opened = visit.responses.below('/notes.html').length;
    const polls = (): string[] => visit.responses.below('/api/notes');

    const end = Date.now() + LIVES * LIFE * 1000;
    await expect
      .poll(() => Date.now() >= end && polls().length >= LIVES - 1, { timeout: 90_000, interval: 500 })
      .toBe(true);

    expect(visit.errors).toEqual([]);
    expect(new Set(polls())).toEqual(new Set(['GET /api/notes 200']));
    expect(visit.responses.below('/authbeat/session').length).toBeGreaterThanOrEqual(LIVES);
    expect(visit.responses.below('/notes.html')).toHaveLength(opened);
    expect(await noteField(visit.page).inputValue()).toBe('Half a sentence, to be');

    await frame.getByRole('button', { name: 'Write note' }).click();
    await frame.getByText('AB-1 · 712020:ada').waitFor();
  });

  it('fails with a client that never renews', async () => {
    const visit = await open({ ...SHORT_LIVES, pages: NEVER_RENEWING_PAGES });
    await openNotes(visit);
    await appFrame(visit.page, 'Notes').getByText('The app responded with 401.').waitFor();
    expect(visit.errors).not.toEqual([]);
  });
});

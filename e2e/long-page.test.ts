import { describe, expect, it } from 'vitest';
import { NEVER_RENEWING_PAGES } from './harness/pages.ts';
import { useStage, type StageOptions } from './harness/stage.ts';
import { appFrame, noteField, openNotes } from './harness/steps.ts';

const LIFE = 2;
const LIVES = 20;

/** Every token lives two seconds, and clocks are taken to be exact. */
const SHORT_LIVES: StageOptions = {
  host: { iframeTokenLifetime: 60, contextTokenLifetime: LIFE },
  authbeat: { sessionLifetime: LIFE, leeway: 0 },
};

describe('the long page', () => {
  const open = useStage();

  it(`stays signed in for ${LIVES} token lives, without a reload, with a half-typed form still half-typed`, async () => {
    const stage = await open(SHORT_LIVES);
    await openNotes(stage);
    const frame = appFrame(stage.page, 'Notes');
    await noteField(stage.page).fill('Half a sentence, to be');
    const opened = stage.answers.below('/notes.html').length;
    const polls = (): string[] => stage.answers.below('/api/notes');

    const end = Date.now() + LIVES * LIFE * 1000;
    await expect
      .poll(() => Date.now() >= end && polls().length >= LIVES - 1, { timeout: 90_000, interval: 500 })
      .toBe(true);

    expect(stage.errors).toEqual([]);
    expect(new Set(polls())).toEqual(new Set(['GET /api/notes 200']));
    expect(stage.answers.below('/authbeat/session').length).toBeGreaterThanOrEqual(LIVES);
    expect(stage.answers.below('/notes.html')).toHaveLength(opened);
    expect(await noteField(stage.page).inputValue()).toBe('Half a sentence, to be');

    await frame.getByRole('button', { name: 'Write note' }).click();
    await frame.getByText('AB-1 · 712020:ada').waitFor();
  });

  it('fails with a client that never renews', async () => {
    const stage = await open({ ...SHORT_LIVES, pages: NEVER_RENEWING_PAGES });
    await openNotes(stage);
    await appFrame(stage.page, 'Notes').getByText('The app answered 401.').waitFor();
    expect(stage.errors).not.toEqual([]);
  });
});

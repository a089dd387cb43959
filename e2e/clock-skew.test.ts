import { describe, expect, it } from 'vitest';
import { useStage } from './harness/stage.ts';
import {
  A_QUARTER_OF_AN_HOUR,
  appFrame,
  clickButton,
  content,
  openIssue,
  openNotes,
} from './harness/steps.ts';

const DAY = 86_400;

describe.each([
  { clock: 'a day fast', browserAhead: DAY },
  { clock: 'a day slow', browserAhead: -DAY },
])('a browser whose clock is $clock', ({ browserAhead }) => {
  const open = useStage();

  it('heals a late panel', async () => {
    const stage = await open({ browserAhead });
    await openIssue(stage);
    const browserTime = await stage.page.evaluate(() => Date.now());
    expect(Math.abs(browserTime - Date.now() - browserAhead * 1000)).toBeLessThan(60_000);
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(stage.page);
    await content(stage.page).waitFor();
    expect(stage.errors).toEqual([]);
  });

  it('keeps a long page signed in, and asks no more often than any other', async () => {
    const stage = await open({
      browserAhead,
      host: { contextTokenLifetime: 2 },
      authbeat: { sessionLifetime: 2, leeway: 0 },
    });
    await openNotes(stage);
    await expect
      .poll(() => stage.answers.below('/api/notes').length, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(4);
    expect(new Set(stage.answers.below('/api/notes'))).toEqual(new Set(['GET /api/notes 200']));
    expect(stage.answers.below('/authbeat/session').length).toBeLessThanOrEqual(10);
    expect(await appFrame(stage.page, 'Notes').getByRole('alert').count()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { useVisits } from './harness/visit.ts';
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
  const open = useVisits();

  it('heals a late panel', async () => {
    const visit = await open({ browserAhead });
    await openIssue(visit);
    const browserTime = await visit.page.evaluate(() => Date.now());
    expect(Math.abs(browserTime - Date.now() - browserAhead * 1000)).toBeLessThan(60_000);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    expect(visit.errors).toEqual([]);
  });

  it('keeps a long page signed in, and asks no more often than any other', async () => {
    const visit = await open({
      browserAhead,
      host: { contextTokenLifetime: 2 },
      authbeat: { sessionLifetime: 2, leeway: 0 },
    });
    await openNotes(visit);
    await expect
      .poll(() => visit.responses.below('/api/notes').length, { timeout: 60_000 })
      .toBeGreaterThanOrEqual(4);
    expect(new Set(visit.responses.below('/api/notes'))).toEqual(new Set(['GET /api/notes 200']));
    expect(visit.responses.below('/authbeat/session').length).toBeLessThanOrEqual(10);
    expect(await appFrame(visit.page, 'Notes').getByRole('alert').count()).toBe(0);
  });
});

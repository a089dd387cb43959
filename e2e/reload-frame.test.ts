import { describe, expect, it } from 'vitest';
import { describeApp } from '../examples/issue-panel/src/descriptor.ts';
import { reloadFrame } from './harness/reload-frame.ts';
import { useVisits, type Visit } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, clickAtOnce, clickButton, content, openIssue } from './harness/steps.ts';

/** The example's descriptor with a second button, so that one page has two panels. */
function withTwoPanels(baseUrl: string) {
  const descriptor = describeApp(baseUrl);
  const second = {
    key: 'bar-button',
    name: { value: 'Bar' },
    target: { type: 'web_panel', url: '/foo.html?bar' },
  };
  return {
    ...descriptor,
    modules: {
      ...descriptor.modules,
      jiraIssueContents: [...descriptor.modules.jiraIssueContents, second],
    },
  };
}

/** Reloads the panel's frame, and waits for the next response of the app and for the content. */
async function reloadAndHeal({ page }: Visit): Promise<void> {
  const healed = page.waitForResponse(
    (response) => response.url().includes('/foo.html') && response.status() === 200,
  );
  await reloadFrame(page);
  await healed;
  await content(page).waitFor();
}

describe('"Reload frame"', () => {
  const open = useVisits();

  it('heals after the token has expired, and heals a second time', async () => {
    const visit = await open();
    await openIssue(visit);
    await clickButton(visit.page);
    await content(visit.page).waitFor();

    for (let time = 0; time < 3; time++) {
      visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
      await reloadAndHeal(visit);
      expect(visit.errors).toEqual([]);
    }
    expect(visit.responses.below('/foo.html')).toEqual([
      'GET /foo.html 200',
      ...Array.from({ length: 3 }, () => ['GET /foo.html 401', 'GET /foo.html 200']).flat(),
    ]);
  });

  it('heals at once when it follows a recovery, whose ticket is spent by then', async () => {
    const visit = await open();
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);
    await content(visit.page).waitFor();

    await reloadAndHeal(visit);
    expect(visit.errors).toEqual([]);
  });

  it('is not needed for two late panels on one page: both heal at once', async () => {
    const visit = await open({ describe: withTwoPanels });
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);

    await clickAtOnce(visit.page, ['Foo', 'Bar']);

    await Promise.all([content(visit.page, 'Foo').waitFor(), content(visit.page, 'Bar').waitFor()]);
    expect(visit.responses.below('/authbeat/recovery')).toHaveLength(4);
    expect(visit.errors).toEqual([]);
  });
});

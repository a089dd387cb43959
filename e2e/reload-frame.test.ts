import { describe, expect, it } from 'vitest';
import { describeApp } from '../examples/issue-panel/src/descriptor.ts';
import { reloadFrame } from './harness/reload-frame.ts';
import { useStage, type Stage } from './harness/stage.ts';
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

/** Reloads the panel's frame, and waits until the app has answered it anew and its content is there. */
async function reloadAndHeal({ page }: Stage): Promise<void> {
  const healed = page.waitForResponse(
    (response) => response.url().includes('/foo.html') && response.status() === 200,
  );
  await reloadFrame(page);
  await healed;
  await content(page).waitFor();
}

describe('"Reload frame"', () => {
  const open = useStage();

  it('heals after the token has expired, and heals a second time', async () => {
    const stage = await open();
    await openIssue(stage);
    await clickButton(stage.page);
    await content(stage.page).waitFor();

    for (let time = 0; time < 3; time++) {
      stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
      await reloadAndHeal(stage);
      expect(stage.errors).toEqual([]);
    }
    expect(stage.answers.below('/foo.html')).toEqual([
      'GET /foo.html 200',
      ...Array.from({ length: 3 }, () => ['GET /foo.html 401', 'GET /foo.html 200']).flat(),
    ]);
  });

  it('heals at once when it follows a recovery, whose ticket is spent by then', async () => {
    const stage = await open();
    await openIssue(stage);
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(stage.page);
    await content(stage.page).waitFor();

    await reloadAndHeal(stage);
    expect(stage.errors).toEqual([]);
  });

  it('is not needed for two late panels on one page: both heal at once', async () => {
    const stage = await open({ describe: withTwoPanels });
    await openIssue(stage);
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);

    await clickAtOnce(stage.page, ['Foo', 'Bar']);

    await Promise.all([content(stage.page, 'Foo').waitFor(), content(stage.page, 'Bar').waitFor()]);
    expect(stage.answers.below('/authbeat/recovery')).toHaveLength(4);
    expect(stage.errors).toEqual([]);
  });
});

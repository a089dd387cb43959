import { describe, expect, it } from 'vitest';
import { useStage } from './harness/stage.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, openIssue } from './harness/steps.ts';

describe('the late panel', () => {
  const open = useStage();

  it('shows the app, and never an error, though its token died before the click', async () => {
    const stage = await open();
    await openIssue(stage);

    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(stage.page);

    await content(stage.page).waitFor();
    expect(stage.answers.documentsAndPosts()).toEqual([
      'GET /foo.html 401',
      'POST /authbeat/recovery 200',
      'GET /foo.html 200',
      'POST /authbeat/session 200',
    ]);
    expect(stage.errors).toEqual([]);
  });

  it('is opened directly while its token lives', async () => {
    const stage = await open();
    await openIssue(stage);
    await clickButton(stage.page);
    await content(stage.page).waitFor();
    expect(stage.answers.documentsAndPosts()).toEqual(['GET /foo.html 200', 'POST /authbeat/session 200']);
  });

  it('is a bare 401 when recovery is switched off', async () => {
    const stage = await open({ authbeat: { recovery: false } });
    await openIssue(stage);

    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(stage.page);

    await appFrame(stage.page).getByText('This page cannot be shown.').waitFor();
    expect(stage.answers.documentsAndPosts()).toEqual(['GET /foo.html 401']);
    expect(stage.errors).not.toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { useVisits } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, openIssue } from './harness/steps.ts';

describe('the late panel', () => {
  const open = useVisits();

  it('shows the app, and never an error, though its token expired before the click', async () => {
    const visit = await open();
    await openIssue(visit);

    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);

    await content(visit.page).waitFor();
    expect(visit.responses.documentsAndPosts()).toEqual([
      'GET /foo.html 401',
      'POST /authbeat/recovery 200',
      'GET /foo.html 200',
      'POST /authbeat/session 200',
    ]);
    expect(visit.errors).toEqual([]);
  });

  it('is opened directly while its token lives', async () => {
    const visit = await open();
    await openIssue(visit);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    expect(visit.responses.documentsAndPosts()).toEqual(['GET /foo.html 200', 'POST /authbeat/session 200']);
  });

  it('is a bare 401 when recovery is switched off', async () => {
    const visit = await open({ authbeat: { recovery: false } });
    await openIssue(visit);

    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);

    await appFrame(visit.page).getByText('This page cannot be shown.').waitFor();
    expect(visit.responses.documentsAndPosts()).toEqual(['GET /foo.html 401']);
    expect(visit.errors).not.toEqual([]);
  });
});

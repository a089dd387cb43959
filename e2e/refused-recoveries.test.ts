import { describe, expect, it } from 'vitest';
import { useStage, type Stage } from './harness/stage.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, openIssue } from './harness/steps.ts';

const DAY = 86_400;

/** Points the panel's frame, which the bridge serves, at another URL. */
async function loadInPanel({ page }: Stage, url: string): Promise<void> {
  await page
    .getByRole('region', { name: 'Foo' })
    .locator('iframe')
    .evaluate((iframe: HTMLIFrameElement, address) => {
      iframe.src = address;
    }, url);
}

/** Does by hand, in the app's own page, what the recovery document does. */
async function postRecovery({ page }: Stage, stale: string): Promise<unknown> {
  return appFrame(page)
    .locator('body')
    .evaluate(async (_body, url) => {
      const AP = Reflect.get(globalThis, 'AP') as { context: { getToken(): Promise<string> } };
      const { pathname, search } = new URL(url);
      const answer = await fetch('/authbeat/recovery', {
        method: 'POST',
        body: new URLSearchParams({ subject_token: await AP.context.getToken(), url: pathname + search }),
      });
      const { code } = (await answer.json()) as { code?: string };
      return { status: answer.status, code };
    }, stale);
}

/** The panel holds a refusal that a person can read, and nothing of the app was ever sent. */
async function expectRefusal({ page, answers }: Stage, documents: string[]): Promise<void> {
  await appFrame(page)
    .getByText(/cannot be opened|could not be opened|reload/i)
    .first()
    .waitFor();
  expect(answers.below('/foo.html')).toEqual(documents);
  expect(await content(page).count()).toBe(0);
}

describe('no content, whatever the page does, for', () => {
  const open = useStage();

  it('an expired URL with one parameter changed', async () => {
    const stage = await open();
    await openIssue(stage);
    await clickButton(stage.page);
    await content(stage.page).waitFor();
    const url = stage.system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);

    await loadInPanel(stage, url.replace('lic=active', 'lic=none'));

    await expectRefusal(stage, ['GET /foo.html 200', 'GET /foo.html 401']);
    expect(stage.answers.below('/authbeat/recovery')).toEqual([]);
  });

  it('an expired URL of another tenant: its fresh token does not fit, and its recovery cannot be framed here', async () => {
    const stage = await open();
    const { host, appUrl, clock } = stage.system;
    const foreign = await host.addSite('other').install(`${appUrl}/atlassian-connect.json`);
    await openIssue(stage);
    await clickButton(stage.page);
    await content(stage.page).waitFor();
    const url = foreign.moduleUrl('foo-panel', { issue: 'AB-1' });
    clock.advance(A_QUARTER_OF_AN_HOUR);

    expect(await postRecovery(stage, url)).toEqual({ status: 401, code: 'recovery_refused' });
    const loaded = stage.page.waitForResponse(url);
    await loadInPanel(stage, url);
    expect((await loaded).status()).toBe(401);
    await content(stage.page).waitFor({ state: 'detached' });
    expect(stage.answers.below('/foo.html')).toEqual(['GET /foo.html 200', 'GET /foo.html 401']);
  });

  it('an expired URL that is older than the limit', async () => {
    const stage = await open();
    await openIssue(stage);
    stage.system.clock.advance(2 * DAY);

    await clickButton(stage.page);

    await expectRefusal(stage, ['GET /foo.html 401']);
    expect(stage.answers.below('/authbeat/recovery')).not.toContain('POST /authbeat/recovery 200');
  });

  it('a fresh token of another user', async () => {
    const stage = await open();
    await openIssue(stage);
    stage.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    stage.system.host.site.signIn('712020:ben');

    await clickButton(stage.page);

    await expectRefusal(stage, ['GET /foo.html 401']);
    expect(stage.answers.below('/authbeat/recovery')).toContain('POST /authbeat/recovery 401');
  });
});

import { describe, expect, it } from 'vitest';
import { useVisits, type Visit } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, openIssue } from './harness/steps.ts';

const DAY = 86_400;

/** Points the panel's frame, which the bridge serves, at another URL. */
async function loadInPanel({ page }: Visit, url: string): Promise<void> {
  await page
    .getByRole('region', { name: 'Foo' })
    .locator('iframe')
    .evaluate((iframe: HTMLIFrameElement, address) => {
      iframe.src = address;
    }, url);
}

/** Does by hand, in the app's own page, what the recovery document does. */
async function postRecovery({ page }: Visit, stale: string): Promise<unknown> {
  return appFrame(page)
    .locator('body')
    .evaluate(async (_body, url) => {
      const AP = Reflect.get(globalThis, 'AP') as { context: { getToken(): Promise<string> } };
      const { pathname, search } = new URL(url);
      const response = await fetch('/authbeat/recovery', {
        method: 'POST',
        body: new URLSearchParams({ subject_token: await AP.context.getToken(), url: pathname + search }),
      });
      const { code } = (await response.json()) as { code?: string };
      return { status: response.status, code };
    }, stale);
}

/** The panel holds a refusal that a person can read, and nothing of the app was ever sent. */
async function expectRefusal({ page, responses }: Visit, documents: string[]): Promise<void> {
  await appFrame(page)
    .getByText(/cannot be opened|could not be opened|reload/i)
    .first()
    .waitFor();
  expect(responses.below('/foo.html')).toEqual(documents);
  expect(await content(page).count()).toBe(0);
}

describe('no content, whatever the page does, for', () => {
  const open = useVisits();

  it('an expired URL with one parameter changed', async () => {
    const visit = await open();
    await openIssue(visit);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    const url = visit.system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);

    await loadInPanel(visit, url.replace('lic=active', 'lic=none'));

    await expectRefusal(visit, ['GET /foo.html 200', 'GET /foo.html 401']);
    expect(visit.responses.below('/authbeat/recovery')).toEqual([]);
  });

  it('an expired URL of another tenant: the fresh token does not match, and its recovery cannot be framed here', async () => {
    const visit = await open();
    const { host, appUrl, clock } = visit.system;
    const foreign = await host.addSite('other').install(`${appUrl}/atlassian-connect.json`);
    await openIssue(visit);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    const url = foreign.moduleUrl('foo-panel', { issue: 'AB-1' });
    clock.advance(A_QUARTER_OF_AN_HOUR);

    expect(await postRecovery(visit, url)).toEqual({ status: 401, code: 'recovery_refused' });
    const loaded = visit.page.waitForResponse(url);
    await loadInPanel(visit, url);
    expect((await loaded).status()).toBe(401);
    await content(visit.page).waitFor({ state: 'detached' });
    expect(visit.responses.below('/foo.html')).toEqual(['GET /foo.html 200', 'GET /foo.html 401']);
  });

  it('an expired URL that is older than the limit', async () => {
    const visit = await open();
    await openIssue(visit);
    visit.system.clock.advance(2 * DAY);

    await clickButton(visit.page);

    await expectRefusal(visit, ['GET /foo.html 401']);
    expect(visit.responses.below('/authbeat/recovery')).not.toContain('POST /authbeat/recovery 200');
  });

  it('a fresh token of another user', async () => {
    const visit = await open();
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    visit.system.host.site.signIn('712020:ben');

    await clickButton(visit.page);

    await expectRefusal(visit, ['GET /foo.html 401']);
    expect(visit.responses.below('/authbeat/recovery')).toContain('POST /authbeat/recovery 401');
  });
});

import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { ACE } from './apps.ts';
import { describeLatePanel } from './describe-unchanged.ts';
import { checkBehindGateway } from './check-app.ts';
import { startSetting } from './start-setting.ts';
import { usePanels } from './use-panels.ts';

describeLatePanel('atlassian-connect-express', ACE);

describe('an unchanged app on atlassian-connect-express', () => {
  const openPanel = usePanels();

  it('refuses the calls of an open page, without a gateway, as soon as its token has died', async () => {
    const { frame } = await openPanel(ACE);
    const refused = frame.getByText(/, [1-9]\d* refused$/);
    await refused.waitFor();
    expect(await refused.isVisible()).toBe(true);
  });

  it("opens a link with the app's own token while it is good, as without a gateway", async () => {
    const { appUrl, installation } = await startSetting(ACE, { gateway: true });
    const openLink = async (): Promise<string> => {
      const page = await fetch(installation.moduleUrl('links', { issue: 'AB-1' }));
      const [, link = ''] = /href="([^"]+)"/.exec(await page.text()) ?? [];
      return (await fetch(appUrl + link)).text();
    };
    // The app's tokens live for two seconds: a slow machine may need several tries to use one in time.
    await expect.poll(openLink, { timeout: 60_000 }).toContain('Item 7 of');
  });

  it('heals such a link when its token has expired', async () => {
    const { page, frame, responses } = await openPanel(ACE, { gateway: true, button: 'Links' });
    const link = frame.getByRole('link', { name: 'Details' });
    const url = new URL((await link.getAttribute('href')) ?? '', 'http://app');
    const { exp = 0 } = decodeJwt(url.searchParams.get('jwt') ?? '');
    await page.waitForFunction((time) => Date.now() >= time, (exp + 1) * 1000);
    await link.click();
    await frame.getByText(/^Item 7 of \S+$/).waitFor();
    expect(responses.documentsAndPosts().filter((line) => /details|recovery/.test(line))).toEqual([
      'GET /details.html 401',
      'POST /authbeat/recovery 200',
      'GET /details.html 200',
    ]);
  });

  it('passes the security test behind a gateway', async () => {
    expect(await checkBehindGateway(ACE)).toEqual({});
  });
});

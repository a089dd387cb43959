import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { useInstalledApp } from '../fixtures/installed-app.ts';
import { send } from '../fixtures/request.ts';

interface PageData {
  readonly frames: readonly { module: string; url: string; opens: string; fullWidth: boolean }[];
}

describe('the pages of a site', () => {
  const setup = useInstalledApp();

  async function open(url: string): Promise<{ body: string; frames: PageData['frames'] }> {
    const { pathname, search, host: name } = new URL(url);
    const { body } = await send(setup.host, pathname + search, { headers: { host: name } });
    const [, data = '{"frames":[]}'] =
      /<script type="application\/json" id="host-data">(.*?)<\/script>/s.exec(body) ?? [];
    return { body, frames: (JSON.parse(data) as PageData).frames };
  }

  it('shows a button and the web panel of the same URL as one panel, which the button opens', async () => {
    const { frames, body } = await open(setup.host.issueUrl());
    expect(frames.map(({ module, opens }) => [module, opens])).toEqual([
      ['foo-panel', 'click'],
      ['side', 'start'],
    ]);
    expect(body).toContain('data-opens="0"');
    expect(body).not.toContain('data-opens="1"');
  });

  it('makes the URLs of an issue page when the page is rendered, for that issue', async () => {
    const { frames } = await open(setup.host.issueUrl('AB-2'));
    expect(frames[1]?.url).toContain('/side.html?issue=AB-2&');
    for (const { url } of frames)
      expect(decodeJwt(new URL(url).searchParams.get('jwt') ?? '').sub).toBe('712020:ada');
  });

  it('shows a button without a web panel of its URL as a panel of its own', async () => {
    setup.app.descriptor['modules'] = {
      jiraIssueContents: [
        { key: 'alone', name: { value: 'Alone' }, target: { type: 'web_panel', url: '/alone' } },
      ],
    };
    await setup.installation.reinstall();
    const { frames } = await open(setup.host.issueUrl());
    expect(frames.map(({ module, opens }) => [module, opens])).toEqual([['alone', 'click']]);
  });

  it('gives a page its full width and its own parameters', async () => {
    const { frames } = await open(`${setup.host.pageUrl(setup.installation, 'board')}?ac.tab=2&other=3`);
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatchObject({ fullWidth: true, opens: 'start' });
    expect(frames[0]?.url).toContain('/board.html?tab=2&xdm_e=');
  });

  it('lists all pages, and escapes the names of apps', async () => {
    const { body } = await open(setup.host.hostBaseUrl);
    expect(body).toContain('/plugins/servlet/ac/fixture-app/board');
    expect(body).toContain('Board &#60;b&#62;');
    expect(body).not.toContain('Board <b>');
    expect(body).not.toContain('/plugins/servlet/ac/fixture-app/foreign');
    expect(body).toContain('It has no URL within the app.');
  });

  it('says on the overview what to try, and which addresses an app must trust', async () => {
    const { host } = setup;
    const { body } = await open(host.hostBaseUrl);
    expect(body).toContain(`<a href="${host.issueUrl()}?fault=expired">`);
    for (const url of [host.keyServerUrl, host.bridgeUrl, host.hostBaseUrl])
      expect(body).toContain(`<code>${url}</code>`);
  });

  it('keeps hostile names out of the markup of its data', async () => {
    setup.app.descriptor['modules'] = {
      generalPages: { key: 'p', name: { value: '</script><script>alert(1)</script>' }, url: '/p' },
    };
    await setup.installation.reinstall();
    const { body, frames } = await open(setup.host.pageUrl(setup.installation, 'p'));
    expect(body).not.toContain('<script>alert');
    expect(frames).toHaveLength(1);
  });

  it('shows administrators their pages, and hides them from others', async () => {
    const path = '/plugins/servlet/ac/fixture-app/settings';
    expect((await open(setup.host.hostBaseUrl)).body).toContain(path);
    setup.host.site.signIn('712020:ben');
    const { body } = await open(setup.host.hostBaseUrl);
    expect(body).not.toContain(path);
    expect(body).toContain('Only administrators see it.');
    expect((await open(`${setup.host.hostBaseUrl}/admin`)).body).toContain('Page not found');
    expect((await send(setup.host, path)).status).toBe(404);
  });

  it('shows nothing of an app that is disabled or uninstalled', async () => {
    await setup.installation.disable();
    expect((await open(setup.host.issueUrl())).frames).toEqual([]);
    await setup.installation.enable();
    await setup.installation.uninstall();
    expect((await open(setup.host.issueUrl())).frames).toEqual([]);
  });

  it('shows each site its own installations', async () => {
    const other = setup.host.addSite('other');
    expect((await open(other.issueUrl())).frames).toEqual([]);
    await other.install(setup.app.descriptorUrl);
    const { frames } = await open(other.issueUrl());
    expect(decodeJwt(new URL(frames[0]?.url ?? '').searchParams.get('jwt') ?? '').iss).toBe(other.clientKey);
  });
});

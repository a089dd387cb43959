import { decodeToken } from '@authbeat/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportModules, startHost, type Host, type Installation, type Product } from '../../src/index.ts';
import { startFixtureApp, type FixtureApp } from '../fixtures/app.ts';
import { send } from '../fixtures/request.ts';
import { CONFLUENCE_MODULES, PUBLIC_APPS } from './public-apps.ts';

describe('the modules of an app', () => {
  let host: Host;
  let app: FixtureApp;
  let installation: Installation;

  async function install(product: Product, modules: object): Promise<void> {
    host = await startHost({ product });
    app = await startFixtureApp({ modules });
    installation = await host.install(app.descriptorUrl);
  }

  afterEach(async () => {
    await Promise.all([host.close(), app.close()]);
  });

  const report = (): Record<string, string> =>
    Object.fromEntries(
      reportModules(host.site, installation).map(({ key, where = '', reason }) => [key, reason ?? where]),
    );
  const get = async (path: string): Promise<string> => (await send(host, path)).body;
  const urlsOn = async (path: string): Promise<Record<string, string>> => {
    const [, data = ''] = /id="host-data">(.*?)<\/script>/s.exec(await get(path)) ?? [];
    const { frames } = JSON.parse(data) as { frames: { module: string; url: string }[] };
    return Object.fromEntries(frames.map(({ module, url }) => [module, url]));
  };

  describe('in the shape of an editor for Confluence', () => {
    beforeEach(async () => install('confluence', PUBLIC_APPS.documentEditor.modules));

    it('are all accounted for', () => {
      expect(report()).toEqual({
        editor: 'navigation',
        'create-document': 'actions of a page',
        'edit-attachment': 'The condition not user_is_sysadmin hides it from Ada Mensah.',
        settings: 'administration',
      });
    });

    it('are installed by a Confluence: its address, product and tokens', async () => {
      expect(host.hostBaseUrl).toBe(`http://confluence.localhost:${host.port}/wiki`);
      const body = JSON.parse(
        app.requests.find(({ url }) => url.includes('/installed'))?.body ?? '',
      ) as object;
      expect(body).toMatchObject({ productType: 'confluence', baseUrl: host.hostBaseUrl });
      const url = new URL(installation.moduleUrl('editor', { content: '20002', attachment: '50002' }));
      expect(url.searchParams.get('xdm_e')).toBe(`http://confluence.localhost:${host.port}`);
      expect(url.searchParams.get('cp')).toBe('/wiki');
      expect(url.searchParams.get('pageId')).toBe('20002');
      expect(url.searchParams.get('attachmentName')).toBe('notes.txt');
      const { claims } = decodeToken(installation.tokens.context({ content: '20002' }));
      expect(claims['context']).toMatchObject({
        confluence: { content: { id: '20002', type: 'page' }, space: { key: 'DOC' } },
      });
    });

    it('link an attachment to a page of the app, for users whom the conditions let see it', async () => {
      expect(await get('/wiki/pages/20001')).not.toContain('Edit in editor');
      host.site.signIn('712020:ben');
      const href = '/wiki/plugins/servlet/ac/fixture-app/editor?content.id=20001&#38;attachment.id=50002';
      expect(await get('/wiki/pages/20001')).toContain(href);
      const { editor = '' } = await urlsOn(href.replace('&#38;', '&'));
      expect(new URL(editor).searchParams.get('attachmentId')).toBe('50002');
      host.site.signOut();
      const body = await get('/wiki/pages/20001');
      expect(body).not.toContain('Edit in editor');
      expect(body).not.toContain('Create document');
    });
  });

  describe('in the shape of the Jira example', () => {
    beforeEach(async () => install('jira', PUBLIC_APPS.jiraExample.modules));

    it('are all accounted for, with the condition that is not evaluated', async () => {
      expect(report()).toEqual({
        link: 'actions of an issue',
        'open-dialog': 'actions of an issue',
        'open-inline': 'actions of an issue',
        'product-link': 'navigation',
        'hello-panel': 'right column of an issue',
        hello: 'navigation',
      });
      expect(await get('/')).toContain('The condition /conditions/hello-world is not evaluated');
      host.site.signOut();
      expect(report()['hello']).toBe('The condition user_is_logged_in hides it from anonymous users.');
      expect((await send(host, '/plugins/servlet/ac/fixture-app/hello')).status).toBe(404);
    });

    it('have web items that lead to the app, with a token, and into the host', async () => {
      const body = await get('/browse/AB-2');
      const path = '/plugins/servlet/ac-redirect/fixture-app/link?issue.key=AB-2';
      expect(body).toContain(path);
      expect(body).toContain(`href="${host.hostBaseUrl}/projects/NO"`);
      const { status, headers } = await send(host, path);
      expect(status).toBe(302);
      const location = new URL(String(headers['location']));
      expect(location.href.startsWith(`${app.url}/link?issue=AB-2&`)).toBe(true);
      expect(location.searchParams.get('jwt')).toMatch(/^eyJ/);
    });
  });

  describe('in the shape of an app that uses all of Jira', () => {
    beforeEach(async () => install('jira', PUBLIC_APPS.pairUp.modules));

    it('are all accounted for', () => {
      expect(report()).toEqual({
        pairs: 'right column of an issue',
        history: 'activity of an issue',
        'project-page': 'pages of a project',
        report: 'pages of a project',
        'admin-tab': 'settings of a project',
        gadget: 'dashboard',
        profile: 'profile of a user',
        start: 'administration',
        picker: 'It opens when a page of the app calls AP.dialog.create() with its key.',
        'webhooks-0': 'It has no page of its own. The local host sends no webhooks.',
        post: 'The local host has no workflow editor.',
        version: 'The local host has no pages of versions and components.',
        queue: 'The local host has no queues, requests and portals of Jira Service Management.',
        new: 'The local host does not know modules of the type "somethingNew".',
      });
    });

    it('are on the page that the overview names, with the context of that page', async () => {
      const project = await get('/projects/NO');
      for (const key of ['project-page', 'report', 'admin-tab'])
        expect(project).toContain(`/plugins/servlet/ac/fixture-app/${key}?project.key=NO`);
      const { report: reportUrl = '' } = await urlsOn(
        '/plugins/servlet/ac/fixture-app/report?project.key=NO',
      );
      expect(new URL(reportUrl).searchParams.get('projectKey')).toBe('NO');
      const { gadget = '' } = await urlsOn('/dashboard');
      expect(gadget).toContain('/gadget.html?item=1&view=default&');
      const { profile = '' } = await urlsOn(
        '/plugins/servlet/ac/fixture-app/profile?profileUser.accountId=712020%3Aben',
      );
      expect(new URL(profile).searchParams.get('user')).toBe('712020:ben');
      expect(Object.keys(await urlsOn('/browse/NO-1'))).toEqual(['history', 'pairs']);
    });

    it('hide the settings of a project from others than administrators', async () => {
      host.site.signIn('712020:ben');
      expect(await get('/projects/AB')).not.toContain('admin-tab');
      expect((await send(host, '/plugins/servlet/ac/fixture-app/admin-tab')).status).toBe(404);
      expect(report()['admin-tab']).toBe('Only administrators see it.');
    });

    it('show the status of a glance from a property of the issue', async () => {
      expect(await get('/browse/AB-1')).not.toContain('3 pairs');
      host.site.data.properties('issue/10001').set('com.atlassian.jira.issue:fixture-app:pairs:status', {
        type: 'badge',
        value: { label: '3 pairs' },
      });
      const body = await get('/browse/AB-1');
      expect(body).toContain('<span class="label">3 pairs</span>');
      expect(await get('/browse/AB-2')).not.toContain('3 pairs');
    });
  });

  describe('of Confluence', () => {
    beforeEach(async () => install('confluence', CONFLUENCE_MODULES));

    it('are all accounted for, also on the overview', async () => {
      expect(report()).toEqual({
        diagram: 'body of a page',
        'plain-macro': 'body of a page',
        static: 'body of a page',
        'static-post': 'The local host requests static macros by GET only.',
        byline: 'byline of a page',
        tools: 'pages of a space',
        below: 'footer of a page',
        blueprint: "The local host has no editor of Confluence, apart from the macro's own.",
      });
      const overview = await get('/wiki');
      for (const text of Object.values(report())) expect(overview).toContain(text.replaceAll("'", '&#39;'));
    });

    it('have the context of their page, and a cacheable macro has none', async () => {
      const urls = await urlsOn('/wiki/pages/20004');
      const diagram = new URL(urls['diagram'] ?? '');
      expect(diagram.searchParams.get('colour')).toBe('blue');
      expect(diagram.searchParams.get('page')).toBe('20004');
      expect(urls['plain-macro']).toBe(`${app.url}/plain-macro.html`);
      expect(new URL(urls['below'] ?? '').searchParams.get('space')).toBe('TEAM');
      const { tools = '' } = await urlsOn('/wiki/plugins/servlet/ac/fixture-app/tools?space.key=TEAM');
      expect(new URL(tools).searchParams.get('space')).toBe('TEAM');
    });

    it('have their markup fetched by the host, for its own pages only', async () => {
      Object.assign(app, { status: 200, body: '<p>Fresh</p><script>alert(1)</script>' });
      const path = '/host/static-macro/fixture-app/static?content.id=20001&macro.id=m';
      expect((await send(host, path)).status).toBe(403);
      const { body, headers } = await send(host, path, { headers: { 'sec-fetch-site': 'same-origin' } });
      expect(body).toContain('<p>Fresh</p>');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      const request = app.requests.at(-1)?.url ?? '';
      expect(request).toContain('/static?page=20001&');
      expect(request).toContain('&jwt=eyJ');
    });
  });

  it('of the other product are named, not dropped', async () => {
    await install('jira', CONFLUENCE_MODULES);
    expect(report()['diagram']).toBe(
      'It is a module of Confluence. Start the host with that product to see it.',
    );
    expect(report()['below']).toBe('The local host\'s Jira has no place with the location "atl.general".');
  });
});

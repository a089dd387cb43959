import { FORGE_ENVIRONMENTS, verifyInvocationToken } from '@authbeat/core';
import type * as Bridge from '@forge/bridge';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { frameOf, openModule, useForgeVisit } from './forge-visit.ts';

declare global {
  /** The whole of `@forge/bridge`, in the page of the app. */
  // oxlint-disable-next-line no-var -- a global of the page
  var forge: typeof Bridge;
}

describe("Atlassian's @forge/bridge in the local host", () => {
  const visit = useForgeVisit();

  it('gives the page of an app its context', async () => {
    const { installation } = visit();
    const frame = await openModule(visit(), 'panel', { issue: 'AB-2' });
    const context = await frame.evaluate(async () => forge.view.getContext());
    expect(context).toMatchObject({
      accountId: '712020:ada',
      cloudId: installation.cloudId,
      moduleKey: 'panel',
      environmentType: 'PRODUCTION',
      locale: 'en-US',
      siteUrl: visit().host.hostBaseUrl,
      extension: { type: 'jira:issuePanel', issue: { key: 'AB-2', id: '10002' } },
    });
  });

  it('sends a token by requestRemote that verifies against its key set, and sends it again until shortly before it expires', async () => {
    const { app, host, installation, advance } = visit();
    const frame = await openModule(visit(), 'panel', { issue: 'AB-1' });
    const request = async () =>
      frame.evaluate(async () => {
        const response = await forge.requestRemote('back-end', {
          path: '/notes?x=1',
          method: 'POST',
          headers: { 'content-type': 'text/plain' },
          body: 'a note',
        });
        return [response.status, response.headers.get('x-from-app'), await response.json()];
      });
    expect(await request()).toEqual([200, 'yes', { account: '712020:ada', body: 'a note' }]);
    await request();
    advance(21);
    await request();
    const [first, second, third] = app.calls.slice(-3);
    expect(first).toMatchObject({ method: 'POST', path: '/notes?x=1', origin: host.hostBaseUrl });
    expect(second?.token).toBe(first?.token);
    expect(third?.token).not.toBe(first?.token);

    const { keys } = (await (await fetch(host.jwksUrl)).json()) as { keys: (JsonWebKey & { kid: string })[] };
    const findKey = (kid: string): string | undefined => {
      const jwk = keys.find((key) => key.kid === kid);
      return (
        jwk && createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
      );
    };
    const { claims } = await verifyInvocationToken(first?.token ?? '', findKey, {
      appId: installation.manifest.appId,
      environments: FORGE_ENVIRONMENTS,
    });
    expect(claims).toMatchObject({
      accountId: '712020:ada',
      installationId: installation.installationId,
      cloudId: installation.cloudId,
      moduleKey: 'panel',
      context: { jira: { issue: { key: 'AB-1' }, project: { key: 'AB' } } },
    });
    expect(claims.exp - claims.iat).toBe(25);
    expect(claims.license).toBeUndefined();
  });

  it('carries forms with a file to the remote, and files from it', async () => {
    const { app } = visit();
    const frame = await openModule(visit(), 'page');
    const received = await frame.evaluate(async () => {
      const form = new FormData();
      form.append('name', 'A note');
      form.append('file', new File(['the content'], 'note.txt', { type: 'text/plain' }));
      await forge.requestRemote('back-end', { path: '/upload', method: 'POST', body: form });
      const response = await forge.requestRemote('back-end', { path: '/file' });
      return [response.headers.get('content-type'), [...new Uint8Array(await response.arrayBuffer())]];
    });
    const upload = app.calls.at(-2);
    expect(upload?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    for (const part of ['A note', 'filename="note.txt"', 'the content']) expect(upload?.body).toContain(part);
    expect(received).toEqual(['application/octet-stream', [0, 255, 128]]);
  });

  it('calls the remote of the endpoint by invokeRemote, with the license of a paid app, and passes a refusal on', async () => {
    const { app } = visit();
    const frame = await openModule(visit(), 'page');
    const admitted = await frame.evaluate(async () =>
      forge.invokeRemote({ path: '/notes', method: 'POST', body: { text: 'hello' } }),
    );
    const refused = await frame.evaluate(async () => forge.invokeRemote({ path: '/refused', method: 'GET' }));
    expect(admitted).toMatchObject({
      status: 200,
      body: { account: '712020:ada', body: '{"text":"hello"}' },
    });
    expect(refused).toMatchObject({ status: 401 });
    const call = app.calls.at(-2);
    expect(call?.claims['app']).toMatchObject({ license: { isActive: true }, module: { key: 'page' } });
    expect(call?.headers['x-b3-traceid']).toMatch(/^[0-9a-f]{32}$/);
    expect(call?.origin).toBeUndefined();
  });

  it('shows the panels of an issue in its page, and pages in the navigation', async () => {
    const { host, installation, page } = visit();
    await page.goto(host.issueUrl('AB-3'));
    const frame = await frameOf(page);
    const context = await frame.evaluate(async () => forge.view.getContext());
    expect(context.extension['issue']).toMatchObject({ key: 'AB-3' });
    await page.getByRole('link', { name: 'Page', exact: true }).click();
    await page.waitForURL(installation.pageUrl('page'));
    await frameOf(page);
  });

  it('refuses commands that it does not simulate, and says which', async () => {
    const { host } = visit();
    const frame = await openModule(visit(), 'page');
    const recorded = host.timeline.next(({ kind }) => kind === 'bridge');
    await expect(frame.evaluate(async () => forge.rovo.open({ type: 'default' }))).rejects.toThrow(
      'openRovo',
    );
    await expect(frame.evaluate(async () => forge.invoke('resolve'))).rejects.toThrow(
      'runs no functions: it cannot invoke "resolve"',
    );
    expect((await recorded).sentence).toContain('openRovo');
  });

  it('opens a dialog of another resource with its context, which closes with a value', async () => {
    const { page } = visit();
    const frame = await openModule(visit(), 'page');
    await frame.evaluate(async () => {
      const closed = new Promise((resolve) => {
        void new forge.Modal({ resource: 'dialog', context: { id: 7 }, onClose: resolve }).open();
      });
      Object.assign(globalThis, { modalClosed: closed });
    });
    await page.locator('dialog iframe').waitFor();
    const dialog = await frameOf(page);
    expect(await dialog.locator('h1').textContent()).toBe('The dialog of the app');
    const context = await dialog.evaluate(async () => (await forge.view.getContext()).extension['modal']);
    expect(context).toEqual({ id: 7 });
    // Later, because the frame that closes is the one that has to return from this call.
    await dialog.evaluate(() => void setTimeout(() => void forge.view.close({ saved: true })));
    expect(await frame.evaluate(async () => (globalThis as { modalClosed?: unknown }).modalClosed)).toEqual({
      saved: true,
    });
    expect(await page.locator('dialog').count()).toBe(0);
    await expect(frame.evaluate(async () => forge.view.close())).rejects.toThrow('not closable');
  });

  it('carries flags, events, history, themes, addresses and calls of the REST API', async () => {
    const { host, page } = visit();
    const frame = await openModule(visit(), 'page');
    const results = await frame.evaluate(async () => {
      const received = new Promise((resolve) => void forge.events.on('note-added', resolve));
      await forge.view.getContext();
      await forge.events.emit('note-added', { id: 1 });
      const history = await forge.view.createHistory();
      const changed = new Promise((resolve) => {
        void history.listen((location) => resolve((location as unknown as { pathname: string }).pathname));
      });
      history.push('/notes/1');
      await forge.view.theme.enable();
      const user = (await (await forge.requestJira('/rest/api/3/myself')).json()) as { displayName: string };
      const url = await forge.router.getUrl({ target: 'issue', issueKey: 'AB-3' });
      forge.showFlag({ id: 1, title: 'Saved', type: 'success' });
      return [
        user.displayName,
        await received,
        await changed,
        document.documentElement.dataset['colorMode'],
        url?.href,
      ];
    });
    expect(results).toEqual([
      'Ada Mensah',
      { id: 1 },
      '/notes/1',
      'light',
      `${host.hostBaseUrl}/browse/AB-3`,
    ]);
    expect(page.url()).toContain('#!/notes/1');
    await page.getByRole('status').getByText('Saved').waitFor();
    await frame.evaluate(() => void forge.router.navigate('/browse/AB-1'));
    await page.waitForURL('**/browse/AB-1');
  });

  it('frames the page of the app on another web site, within the sandbox and policy of production', async () => {
    const { app, installation, page } = visit();
    const response = page.waitForResponse((each) => each.url().endsWith('/main/index.html'));
    const frame = await openModule(visit(), 'page');
    const policy = (await (await response).allHeaders())['content-security-policy'];
    expect(policy).toContain(`connect-src 'self' ${app.remoteUrl};`);
    expect(policy).toContain('sandbox allow-popups');
    expect(new URL(frame.url()).origin).toBe(installation.origin);
    const outcomes = await frame.evaluate(async (remote) => {
      const attempt = async (url: string): Promise<number | string> => {
        try {
          return (await fetch(url)).status;
        } catch {
          return 'blocked';
        }
      };
      return [await attempt(`${remote}/own`), await attempt('http://127.0.0.1:9/other')];
    }, app.remoteUrl);
    expect(outcomes).toEqual([200, 'blocked']);
    expect(app.calls.at(-1)).toMatchObject({ path: '/own', origin: installation.origin });
  });

  it('says why a response could not be read without CORS, and gives no token to a user who has signed out', async () => {
    const { host } = visit();
    const frame = await openModule(visit(), 'page');
    const request = async (path: string) =>
      frame.evaluate(async (path) => (await forge.requestRemote('back-end', { path })).status, path);
    await expect(request('/closed')).rejects.toThrow(`allows no CORS for ${host.hostBaseUrl}`);
    host.site.signOut();
    await expect(request('/notes')).rejects.toThrow('No user is signed in to the host.');
  });
});

import type { Frame, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { frameOf, pageRequests, useHostVisit } from './host-visit.ts';
import { run } from './run.ts';

/** The sentence with which a promise of the bridge rejects. */
const failure = async (frame: Frame, expression: string): Promise<unknown> =>
  run(frame, `try { await ${expression}; return 'resolved'; } catch (error) { return error.err ?? error; }`);

describe('what an app asks of the product', () => {
  const visit = useHostVisit();

  async function openIssue(): Promise<Frame> {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    return frameOf(page, 'Side');
  }

  async function openBoard(query = ''): Promise<{ frame: Frame; page: Page }> {
    const { host, installation, page } = visit();
    await page.goto(host.pageUrl(installation, 'board') + query);
    return { frame: await frameOf(page, 'Board <b>'), page };
  }

  it('AP.request: as the user, by promise and by callbacks, and with the reason of a refusal', async () => {
    const { host } = visit();
    host.site.signIn('712020:ben');
    const frame = await openIssue();
    const name = await run(
      frame,
      `const { body, xhr } = await AP.request('/rest/api/3/myself');
       return [JSON.parse(body).displayName, xhr.status, xhr.getResponseHeader('Content-Type')];`,
    );
    expect(name).toEqual(['Ben Sato', 200, 'application/json']);
    const saved = await run(
      frame,
      `return new Promise((resolve) => AP.request({
         url: '/rest/api/2/issue/AB-1/properties/note', type: 'PUT', contentType: 'application/json',
         data: JSON.stringify({ text: 'hello' }),
         success: (body, status, xhr) => resolve([body, status, xhr.status]), error: resolve,
       }));`,
    );
    expect(saved).toEqual(['', 'success', 201]);
    const refused = await run(
      frame,
      `return new Promise((resolve) => AP.request('/rest/api/3/issue/AB-9', {
         success: resolve, error: (xhr, status, err) => resolve([xhr.status, status, JSON.parse(xhr.responseText)]),
       }));`,
    );
    expect(refused).toMatchObject([
      404,
      'error',
      { errorMessages: [expect.stringContaining('no such issue')] },
    ]);
    expect(await failure(frame, `AP.request('/rest/api/3/dashboard')`)).toContain(
      'does not simulate /rest/api/3/dashboard',
    );
    expect(
      await failure(frame, `AP.request({ url: '/rest/api/3/issue/AB-1/properties/note', type: 'DELETE' })`),
    ).toContain('scope DELETE');
    expect(await failure(frame, `AP.request('https://example.com/')`)).toContain('calls the host only');
    const required = await run(
      frame,
      `return new Promise((resolve) => AP.require('request', (request) => request({
         url: '/rest/api/3/user?accountId=712020:cleo', success: (body) => resolve(JSON.parse(body).displayName),
       })));`,
    );
    expect(required).toBe('Cleo Marsh');
    host.site.signOut();
    expect(await failure(frame, `AP.request('/rest/api/3/myself')`)).toContain('No user is signed in');
    expect(host.timeline.events.map(({ sentence }) => sentence)).toContain(
      'GET /rest/api/3/myself as Ben Sato: 200.',
    );
  });

  it('AP.user and AP.getLocation', async () => {
    const { host } = visit();
    const frame = await openIssue();
    const who = `return new Promise((resolve) => AP.user.getCurrentUser(resolve))`;
    expect(await run(frame, who)).toEqual({ atlassianAccountId: '712020:ada' });
    host.site.signOut();
    expect(await run(frame, who)).toEqual({});
    expect(await run(frame, `return new Promise((resolve) => AP.user.getLocale(resolve))`)).toMatch(
      /^[a-z]{2}/,
    );
    expect(await run(frame, `return AP.user.getTimeZone()`)).toMatch(/\w/);
    expect(await run(frame, `return new Promise((resolve) => AP.getLocation(resolve))`)).toBe(
      host.issueUrl(),
    );
  });

  it('AP.navigator: where the page is, and other pages of the site', async () => {
    const { host } = visit();
    const { frame, page } = await openBoard('?ac.tab=open');
    expect(await run(frame, `return AP.navigator.getLocation()`)).toEqual({
      target: 'addonModule',
      context: { addonKey: 'fixture-app', moduleKey: 'board', customData: { tab: 'open' } },
    });
    expect(await failure(frame, `AP.navigator.go('contentlist')`)).toBe(
      'AP.navigator.go("contentlist") is not simulated by the local host.',
    );
    expect(await failure(frame, `AP.navigator.go('site', { relativeUrl: '//example.com' })`)).toContain(
      'stays in the site',
    );
    await Promise.all([
      page.waitForURL(host.issueUrl('AB-2')),
      frame.evaluate(`void AP.navigator.go('issue', { issueKey: 'AB-2' })`),
    ]);
    const side = await frameOf(page, 'Side');
    await Promise.all([
      page.waitForURL(/\/board\?ac\.tab=done$/),
      side.evaluate(
        `void AP.navigator.go('addonmodule', { moduleKey: 'board', customData: { tab: 'done' } })`,
      ),
    ]);
    await frameOf(page, 'Board <b>');
    expect(pageRequests(visit().app).at(-1)?.url).toContain('/board.html?tab=done');
  });

  it('AP.history: a state in the address, and the way back', async () => {
    const { frame, page } = await openBoard();
    await run(frame, `globalThis.popped = new Promise((resolve) => AP.history.popState(resolve))`);
    await run(frame, `AP.history.pushState('first'); AP.history.pushState('second view')`);
    await page.waitForURL(/#!second/);
    expect(await run(frame, `return AP.history.getState()`)).toBe('second view');
    await frame.evaluate(`AP.history.back()`);
    expect(
      await run(frame, `const { hash, oldURL } = await popped; return [hash, /second/.test(oldURL)];`),
    ).toEqual(['first', false]);
    await run(frame, `AP.history.replaceState('third')`);
    await page.waitForURL(/#!third$/);
    expect(await run(frame, `return AP.history.getState('all')`)).toMatchObject({ hash: 'third' });
  });

  it('AP.cookie: for each app apart', async () => {
    const { page } = visit();
    const frame = await openIssue();
    await run(frame, `AP.cookie.save('colour', 'dark; blue=1', 1)`);
    expect(await run(frame, `return new Promise((resolve) => AP.cookie.read('colour', resolve))`)).toBe(
      'dark; blue=1',
    );
    const [cookie] = await page.context().cookies();
    expect(decodeURIComponent(cookie?.name ?? '')).toBe('fixture-app$colour');
    await run(frame, `AP.cookie.erase('colour')`);
    expect(await run(frame, `return AP.cookie.read('colour')`)).toBe('');
  });

  it('AP.flag and AP.messages: shown by the page, closed by both sides', async () => {
    const { page } = visit();
    const frame = await openIssue();
    await run(
      frame,
      `globalThis.heard = [];
       AP.events.on('flag.action', ({ actionIdentifier }) => heard.push(actionIdentifier));
       AP.events.on('flag.close', () => heard.push('closed'));
       globalThis.flag = AP.flag.create({ title: 'Saved', body: '<b>All</b> is well', type: 'success', actions: { undo: 'Undo' } });`,
    );
    const flag = page.getByRole('status').filter({ hasText: 'Saved' });
    await flag.getByText('<b>All</b> is well').waitFor();
    await flag.getByRole('button', { name: 'Undo' }).click();
    await frame.waitForFunction(`heard.includes('undo')`);
    await flag.getByRole('button', { name: 'Dismiss' }).click();
    await frame.waitForFunction(`heard.includes('closed')`);
    expect(await flag.count()).toBe(0);
    await run(frame, `globalThis.message = AP.messages.warning('Careful', 'It is late')`);
    const message = page.getByRole('status').filter({ hasText: 'Careful' });
    await message.getByText('It is late').waitFor();
    await run(frame, `AP.messages.clear(message)`);
    await message.waitFor({ state: 'detached' });
  });

  it('AP.dialog: a module of the app in a dialog, with data both ways', async () => {
    const { app, page } = visit();
    const frame = await openIssue();
    await run(
      frame,
      `globalThis.answer = new Promise((resolve) => AP.events.on('dialog.close', resolve));
       AP.dialog.create({ key: 'confirm', header: 'Sure?', width: '400px', height: '300px', chrome: true, customData: { id: '7' } });`,
    );
    const dialog = page.getByRole('dialog', { name: 'Sure?' });
    const element = await dialog.locator('iframe').elementHandle();
    const inner = await element?.contentFrame();
    if (!inner) throw new Error('There is no frame in the dialog.');
    await inner.waitForFunction(() => 'ready' in document.documentElement.dataset);
    expect(pageRequests(app).at(-1)?.url).toContain('/confirm.html?id=7');
    expect(await run(inner, `return new Promise((resolve) => AP.dialog.getCustomData(resolve))`)).toEqual({
      id: '7',
    });
    expect(await run(inner, `return AP.context.getToken()`)).toMatch(/^eyJ/);
    expect(await run(inner, `return (await AP.context.getContext()).jira.issue.key`)).toBe('AB-1');
    await run(inner, `AP.dialog.getButton('submit').disable()`);
    await expect.poll(async () => dialog.getByRole('button', { name: 'Submit' }).isDisabled()).toBe(true);
    await run(inner, `AP.dialog.close({ answer: 42 })`);
    expect(await run(frame, `return answer`)).toEqual({ answer: 42 });
    await dialog.waitFor({ state: 'detached' });
  });

  it('anything else fails with a sentence that names it', async () => {
    const frame = await openIssue();
    for (const expression of [
      'AP.jira.getWorkflowConfiguration()',
      'AP.jira.initJQLEditor()',
      'AP.confluence.closeMacroPropertyPanel()',
      'AP.customContent.getEditComponent()',
    ])
      expect(await failure(frame, expression)).toBe(`${expression} is not simulated by the local host.`);
  });
});

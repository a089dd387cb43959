import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { reloadFrame } from '../harness/reload-frame.ts';
import { frameOf, pageRequests, useHostVisit, type HostVisit } from './host-visit.ts';

describe('the frames of a page', () => {
  const visit = useHostVisit();

  const paths = ({ app }: HostVisit): string[] =>
    pageRequests(app).map(({ url }) => url.replace(/[?].*/, ''));
  const click = async (page: Page, name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click();

  it('load a late panel on the click, with the URL of the rendering and so with an expired token', async () => {
    const { host, app, page, advance } = visit();
    await page.goto(host.issueUrl());
    await frameOf(page, 'Side');
    const renderedAt = host.timeline.events.find(({ kind }) => kind === 'page')?.atMs ?? 0;
    // The page is recorded first and rendered then, perhaps in the next second.
    const renderedBy = Date.now();
    expect(paths(visit())).toEqual(['/side.html']);

    advance(1000);
    await click(page, 'Foo');
    await frameOf(page, 'Foo');
    const late = pageRequests(app).at(-1);
    expect(late?.url).toMatch(/^\/foo\.html\?xdm_e=.*&jwt=/);
    expect(Number(late?.claims['exp'])).toBeLessThanOrEqual(renderedBy / 1000 + 180);
    expect(Number(late?.claims['exp'])).toBeGreaterThan(renderedAt / 1000 + 170);
    expect(host.timeline.events.map(({ data }) => data['event'])).not.toContain('refreshed');
  });

  it('grow with their content, whichever way they were made', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    await click(page, 'Foo');
    for (const name of ['Foo', 'Side']) {
      const iframe = page.getByRole('region', { name }).locator('iframe');
      await expect.poll(async () => (await iframe.boundingBox())?.height).toBeGreaterThan(420);
    }
  });

  it('load the same expired URL again on a second click', async () => {
    const { host, app, page, advance } = visit();
    await page.goto(host.issueUrl());
    advance(1000);
    await click(page, 'Foo');
    await frameOf(page, 'Foo');
    const loaded = page.waitForResponse((response) => response.url().includes('/foo.html'));
    await click(page, 'Foo');
    await loaded;
    const [first, second] = pageRequests(app).filter(({ url }) => url.startsWith('/foo.html'));
    expect(second?.url).toBe(first?.url);
  });

  it('stand side by side, each with a bridge of its own', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    // One after the other: a browser has one mouse.
    await click(page, 'Foo');
    await click(page, 'Bar');
    for (const [name, module] of [
      ['Foo', 'foo-panel'],
      ['Bar', 'bar-button'],
      ['Side', 'side'],
    ] as const) {
      const frame = await frameOf(page, name);
      expect(await frame.evaluate('AP.context.getToken()')).toMatch(/^eyJ/);
      expect(host.timeline.events.map(({ data }) => data)).toContainEqual(
        expect.objectContaining({ call: 'getToken', module, outcome: 'token' }),
      );
    }
  });

  it('get a new URL from the content resolver when theirs has expired before they are created', async () => {
    const { host, app, installation, page, advance } = visit();
    // For the browser, every token that this host signs has expired an hour ago.
    advance(-3600);
    const refreshed = host.timeline.next(({ data }) => data['event'] === 'refreshed');
    await page.goto(`${host.pageUrl(installation, 'board')}?ac.tab=open`);
    await frameOf(page, 'Board <b>');
    expect((await refreshed).data['module']).toBe('board');
    expect(paths(visit())).toEqual(['/board.html']);
    expect(pageRequests(app)[0]?.url).toContain('/board.html?tab=open&xdm_e=');
  });

  it('do not need the content resolver while their token lives', async () => {
    const { host, installation, page } = visit();
    await page.goto(host.pageUrl(installation, 'board'));
    await frameOf(page, 'Board <b>');
    expect(host.timeline.events.map(({ data }) => data['event'])).not.toContain('refreshed');
  });

  it('load a cacheable page with nothing in its URL, and give it a token through the bridge', async () => {
    const { host, app, installation, page } = visit();
    await page.goto(host.pageUrl(installation, 'plain'));
    const frame = await frameOf(page, 'Plain');
    expect(pageRequests(app).map(({ url }) => url)).toEqual(['/plain.html']);
    expect(await frame.evaluate('AP.context.getToken()')).toMatch(/^eyJ/);
  });

  it('reload the document that they hold now, not the one that they began with', async () => {
    const { host, app, page } = visit();
    await page.goto(host.issueUrl());
    await click(page, 'Foo');
    const frame = await frameOf(page, 'Foo');
    const replaced = page.waitForResponse((response) => response.url().includes('step=2'));
    await frame.evaluate(() => location.replace('foo.html?step=2'));
    await replaced;
    await frame.getByText('Request 3').waitFor();

    await reloadFrame(page, 'Foo');
    await frame.getByText('Request 4').waitFor();
    expect(
      pageRequests(app)
        .slice(-2)
        .map(({ url }) => url),
    ).toEqual(['/foo.html?step=2', '/foo.html?step=2']);
    expect(await frame.evaluate('AP.context.getToken()')).toMatch(/^eyJ/);
    expect(page.url()).toBe(host.issueUrl());
  });
});

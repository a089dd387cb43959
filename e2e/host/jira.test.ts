import { describe, expect, it } from 'vitest';
import { PUBLIC_APPS } from '../../packages/host/test/modules/public-apps.ts';
import { frameIn, frameOf, pageRequests, useHostVisit } from './host-visit.ts';
import { run } from './run.ts';

describe('the modules of Jira', () => {
  const { jiraExample, pairUp } = PUBLIC_APPS;
  const visit = useHostVisit({ modules: { ...pairUp.modules, ...jiraExample.modules } });

  it('open on a click: a glance, an activity tab, a dialog and an inline dialog', async () => {
    const { app, host, page } = visit();
    await page.goto(host.issueUrl('AB-2'));
    await page.getByRole('button', { name: 'Pair up' }).click();
    await frameOf(page, 'Pairs');
    await page.getByRole('button', { name: 'Pairings' }).click();
    await frameOf(page, 'Pairings');

    await page.getByRole('button', { name: 'Open dialog' }).click();
    const dialog = page.getByRole('dialog', { name: 'Hello' });
    const inDialog = await frameIn(dialog, 'Hello');
    expect((await dialog.boundingBox())?.width).toBe(400);
    expect(await run(inDialog, `return (await AP.context.getContext()).jira.issue.key`)).toBe('AB-2');
    await run(inDialog, `AP.dialog.close()`);
    await dialog.waitFor({ state: 'detached' });

    const button = page.getByRole('button', { name: 'Open inline dialog' });
    await button.click();
    const inline = page.getByRole('dialog', { name: 'Open inline dialog' });
    const inInline = await frameIn(inline, 'inline dialog');
    expect(await run(inInline, `return AP.context.getToken()`)).toMatch(/^eyJ/);
    await run(inInline, `AP.inlineDialog.hide()`);
    await inline.waitFor({ state: 'detached' });
    await button.click();
    await frameIn(inline, 'inline dialog');
    await page.keyboard.press('Escape');
    await inline.waitFor({ state: 'detached' });
    for (const { url } of pageRequests(app).filter((request) => request.url.includes('issue=')))
      expect(url).toContain('issue=AB-2');
  });

  it('AP.jira: dashboard items, dialogs for issues, dates and JQL', async () => {
    const { host, page } = visit();
    await page.goto(`${host.hostBaseUrl}/dashboard`);
    const gadget = await frameOf(page, 'Gadget');
    expect(
      await run(gadget, `return new Promise((resolve) => AP.jira.isDashboardItemEditable(resolve))`),
    ).toBe(true);
    await run(gadget, `AP.jira.setDashboardItemTitle('Pairs of today')`);
    await page.getByRole('heading', { name: 'Pairs of today' }).waitFor();

    await run(
      gadget,
      `globalThis.created = new Promise((resolve) =>
         AP.jira.openCreateIssueDialog(resolve, { pid: 10010, fields: { summary: 'Ask Cleo' } }));`,
    );
    const create = page.getByRole('dialog', { name: 'Create issue' });
    expect(await create.getByLabel('Summary').inputValue()).toBe('Ask Cleo');
    await create.getByRole('button', { name: 'Create' }).click();
    expect(await run(gadget, `return (await created)[0].key`)).toBe('NO-2');
    expect(host.site.data.findIssue('NO-2')?.summary).toBe('Ask Cleo');

    await run(
      gadget,
      `globalThis.chosen = new Promise((resolve) => AP.jira.showJQLEditor({ jql: 'project = AB', header: 'Filter' }, resolve))`,
    );
    const editor = page.getByRole('dialog', { name: 'Filter' });
    await editor.getByLabel('Query').fill('project = NO');
    await editor.getByRole('button', { name: 'Submit' }).click();
    expect(await run(gadget, `return (await chosen).jql`)).toBe('project = NO');

    await run(
      gadget,
      `globalThis.day = new Promise((resolve) => AP.jira.openDatePicker({ date: '2026-11-22', onSelect: (iso, date) => resolve([iso, date.getUTCFullYear()]) }))`,
    );
    await page.getByRole('textbox', { name: 'Date' }).fill('2027-01-02');
    await page.getByRole('button', { name: 'Choose' }).click();
    expect(await run(gadget, `return day`)).toEqual(['2027-01-02', 2027]);
  });

  it('AP.sizeToParent: a page as high as the window', async () => {
    const { host, installation, page } = visit();
    await page.goto(host.pageUrl(installation, 'hello'));
    const iframe = page.getByRole('region', { name: 'Hello' }).locator('iframe');
    const frame = await frameOf(page, 'Hello');
    await run(frame, `AP.sizeToParent()`);
    await expect.poll(async () => iframe.getAttribute('class')).toContain('sized-to-parent');
    const box = await iframe.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(880);
  });
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findBarriers } from '../harness/barriers.ts';
import { A_QUARTER_OF_AN_HOUR, clickButton, content, openIssue } from '../harness/steps.ts';
import { useVisits, type Visit } from '../harness/visit.ts';

/** A slow machine starts a browser's frame in some seconds. */
const PATIENCE = { timeout: 60_000 };

describe('the timeline of a page', () => {
  const open = useVisits();

  /** Opens the panel late. Its page load is refused, and heals. */
  async function recover(): Promise<Visit> {
    const visit = await open({ proxied: true });
    await openIssue(visit);
    visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(visit.page);
    await content(visit.page).waitFor();
    return visit;
  }

  const listOf = ({ page }: Visit) => page.getByRole('log', { name: 'Timeline' });
  const panelOf = ({ page }: Visit) => page.getByRole('region', { name: 'Foo', exact: true });

  it('shows what has happened while the inspector was hidden', async () => {
    const visit = await open({ proxied: true });
    await openIssue(visit);
    const { page, system } = visit;
    await page.getByRole('button', { name: 'Inspector' }).click();
    system.host.site.signOut();
    await page.getByTitle('No user is signed in').waitFor(PATIENCE);
    expect(await listOf(visit).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Inspector' }).click();
    await listOf(visit).getByText('Signed out.').waitFor(PATIENCE);
  });

  it('shows a recovery as one gesture of three steps, and a session that is alive', async () => {
    const visit = await recover();
    const { page } = visit;
    const recovery = listOf(visit).getByRole('option', { name: 'Foo: recovered from an expired token' });
    await recovery.waitFor(PATIENCE);
    expect(await recovery.count()).toBe(1);
    await expect
      .poll(async () => panelOf(visit).locator('.lifetime').textContent(), PATIENCE)
      .toMatch(/^session alive, renews in \d+ (?:s|min)/);
    await recovery.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A new token from the host').waitFor(PATIENCE);
    expect(await dialog.getByRole('listitem').count()).toBe(3);
    await dialog.getByRole('button', { name: 'GET /foo.html: 401' }).click();
    await dialog.getByRole('button', { name: 'Copy as curl' }).waitFor(PATIENCE);
    await dialog.getByText('It had expired').waitFor(PATIENCE);
    // The row of each step went into the gesture.
    await page.keyboard.press('Escape');
    expect(await listOf(visit).getByText('a document loaded').count()).toBe(0);
  });

  it('marks what differs between both canonical requests, and says why the app refused it', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => void vi.restoreAllMocks());
    const visit = await open({ proxied: true, authbeat: { explain: true } });
    const { page, system } = visit;
    await openIssue(visit);
    const url = system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    const reason = system.host.timeline.next(({ kind }) => kind === 'reason', 60_000);
    expect((await fetch(`${url}&added=1`)).status).toBe(401);
    await reason;
    await listOf(visit).getByRole('option', { name: 'GET /foo.html: 401' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The app says, at the door "page":').waitFor(PATIENCE);
    const texts = await dialog.locator('.canonicals mark').allTextContents();
    expect(texts[1]).toBe('added=1&');
    expect(await dialog.locator('.canonicals code').allTextContents()).toHaveLength(2);
  });

  it('is searched, narrowed, paused and exported', async () => {
    const visit = await recover();
    const { page, system } = visit;
    const list = listOf(visit);
    const search = page.getByRole('searchbox', { name: 'Search the timeline' });
    await search.fill('recovered from');
    await expect.poll(async () => list.getByRole('option').count(), PATIENCE).toBe(1);
    await search.fill('');
    await page.getByLabel('Events shown').selectOption('Lifecycle and faults');
    await list.getByText('Sent "installed"').waitFor(PATIENCE);
    expect(await list.getByText('recovered from').count()).toBe(0);
    await page.getByLabel('Events shown').selectOption('Everything');
    await page.getByRole('button', { name: 'Pause' }).click();
    system.host.site.signIn('712020:ben');
    await expect
      .poll(async () => page.locator('[data-signed-in]').getAttribute('title'), PATIENCE)
      .toMatch(/^Ben/);
    expect(await list.getByText('Signed in as Ben').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await list.getByText('Signed in as Ben').waitFor(PATIENCE);
    const [download] = await Promise.all([
      page.waitForEvent('download', PATIENCE),
      page.getByRole('link', { name: 'HAR' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('jira-timeline.har');
    expect(await download.failure()).toBeNull();
  });

  it('draws 10,000 events with few elements, and pages through them', async () => {
    const visit = await open();
    const { page, system } = visit;
    const owner = { frame: 'issue-panel/foo-panel', app: 'issue-panel', module: 'foo-panel', name: 'Foo' };
    for (let count = 1; count <= 10_000; count += 1)
      system.host.timeline.record({
        kind: 'request',
        site: 'jira',
        sentence: `GET /api/${count}: 200.`,
        data: { ...owner, method: 'GET', path: `/api/${count}`, status: 200 },
      });
    await openIssue(visit);
    const list = listOf(visit);
    await list.getByText('Rendered AB-1.').waitFor(PATIENCE);
    await page.getByText('10000 events').waitFor(PATIENCE);
    expect(await page.locator('#inspector *').count()).toBeLessThan(1000);
    await page.getByRole('button', { name: 'Older' }).click();
    await expect.poll(async () => list.getByText('Rendered AB-1.').count(), PATIENCE).toBe(0);
    expect(await list.getByRole('option').count()).toBe(100);
  });

  it('announces a recovery and a refusal to screen readers, and nothing else', async () => {
    const visit = await open({ proxied: true });
    const { page, system } = visit;
    await openIssue(visit);
    const region = page.locator('#timeline-news');
    await region.evaluate((element) => {
      const said: string[] = [];
      Object.assign(window, { said });
      new MutationObserver(() => said.push(element.textContent)).observe(element, { childList: true });
    });
    const said = async (): Promise<string> =>
      page.evaluate(() => (Reflect.get(window, 'said') as string[]).join('\n'));
    system.clock.advance(A_QUARTER_OF_AN_HOUR);
    await clickButton(page);
    await content(page).waitFor(PATIENCE);
    const missing = new URL('/nothing', system.installation.moduleUrl('foo-panel', { issue: 'AB-1' }));
    expect((await fetch(missing)).status).toBe(404);
    await expect.poll(said, PATIENCE).toMatch(/Foo: recovered from an expired token in [\d.]+ s\./);
    await expect.poll(said, PATIENCE).toContain('GET /nothing: 404.');
    expect(await said()).not.toMatch(/: 200/);
    expect(await region.getAttribute('aria-live')).toBe('polite');
    expect(await findBarriers(page)).toEqual([]);
  });

  it('works with a keyboard, for axe in light and dark, and 390 px wide', async () => {
    const visit = await recover();
    const { page } = visit;
    const lane = page.getByRole('listbox', { name: 'Events of Foo' });
    const gesture = lane.getByRole('option', { name: 'Foo: recovered from an expired token' });
    await gesture.waitFor(PATIENCE);
    const tabStop = lane.locator('button[tabindex="0"]');
    expect(await tabStop.count()).toBe(1);
    await tabStop.focus();
    await page.keyboard.press('Home');
    const first = await lane.locator('button:focus').getAttribute('data-key');
    await page.keyboard.press('ArrowRight');
    expect(await lane.locator('button:focus').getAttribute('data-key')).not.toBe(first);
    await gesture.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'GET /foo.html: 401' }).press('Enter');
    await dialog.getByText('Its qsh is').waitFor(PATIENCE);
    for (const width of [1400, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await findBarriers(page)).toEqual([]);
      }
    }
    await page.keyboard.press('Escape');
    await expect.poll(async () => dialog.count(), PATIENCE).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});

import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { useVisits, type Visit } from './harness/visit.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, openIssue } from './harness/steps.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Opens a panel that waits for a person: the user has signed out of the host. */
async function openWaitingPanel(visit: Visit): Promise<void> {
  await openIssue(visit);
  visit.system.clock.advance(A_QUARTER_OF_AN_HOUR);
  visit.system.host.bridge.behaviour = 'signed-out';
  await clickButton(visit.page);
  await appFrame(visit.page).getByRole('button', { name: 'Try again' }).waitFor();
}

describe('the recovery document', () => {
  const open = useVisits();

  it.each(['light', 'dark'] as const)(
    'has no barrier of WCAG 2.2 that axe finds, in %s colours',
    async (colorScheme) => {
      const visit = await open();
      await visit.page.emulateMedia({ colorScheme });
      await openWaitingPanel(visit);
      const { violations } = await new AxeBuilder({ page: visit.page })
        .include({ fromFrames: ['iframe', 'html'] })
        .withTags(WCAG)
        .analyze();
      expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
      const background = await appFrame(visit.page)
        .locator('body')
        .evaluate((body) => getComputedStyle(body).backgroundColor);
      expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(29, 33, 37)');
    },
  );

  it('is healed with the keyboard alone', async () => {
    const visit = await open();
    await openWaitingPanel(visit);
    visit.system.host.bridge.behaviour = 'fresh';

    await appFrame(visit.page).locator('main').click();
    await visit.page.keyboard.press('Tab');
    await visit.page.keyboard.press('Enter');

    await content(visit.page).waitFor();
    expect(visit.responses.below('/foo.html')).toEqual(['GET /foo.html 401', 'GET /foo.html 200']);
  });

  it('is tiny, runs no inline script and holds nothing of its request', async () => {
    const { system } = await open();
    const url = system.installation.moduleUrl('foo-panel', { issue: 'AB-1' });
    system.clock.advance(A_QUARTER_OF_AN_HOUR);

    const document = await fetch(url);
    const html = await document.text();
    const script = await fetch(new URL('/authbeat/recovery.js', system.appUrl));

    expect(document.status).toBe(401);
    expect(html.length + (await script.text()).length).toBeLessThan(10_000);
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(document.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self' \S+;/,
    );
    expect(document.headers.get('cache-control')).toContain('no-store');
    for (const name of ['jwt', 'xdm_c', 'xdm_deprecated_addon_key_do_not_use'])
      expect(html).not.toContain(new URL(url).searchParams.get(name) ?? name);
  });
});

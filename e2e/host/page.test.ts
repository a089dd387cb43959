import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { whileReloading } from '../harness/reload-frame.ts';
import { frameOf, useHostVisit } from './host-visit.ts';

describe('a page of the local host', () => {
  const visit = useHostVisit();

  it('shows how the token of a panel expires', async () => {
    const { host, page, advance } = visit();
    host.tokenLifetimes.iframe = 60;
    await page.goto(host.issueUrl());
    const life = page.getByRole('region', { name: 'Side' }).locator('.lifetime');
    await expect.poll(async () => life.textContent()).toMatch(/^token: (60|5\d) s left$/);
    advance(75);
    // The page learns from what happens next that the clock moved.
    host.site.signIn('712020:ben');
    await expect.poll(async () => life.textContent()).toMatch(/^token expired (1[5-9]|2\d) s ago$/);
  });

  it('lets a person silence the bridge, sign in as another user, sign out and read the timeline', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    const start = async (fault: string, account?: string): Promise<void> => {
      await inspector.getByLabel('Fault', { exact: true }).selectOption(fault);
      if (account !== undefined) await inspector.getByLabel('Account').selectOption(account);
      await inspector.getByRole('button', { name: 'Start', exact: true }).click();
      await inspector.getByRole('button', { name: `Lift ${fault}` }).waitFor();
    };
    await start('token-silent');
    expect(host.bridge.behaviour).toBe('silent');
    await start('user', 'Cleo Marsh');
    expect(host.site.signedIn?.accountId).toBe('712020:cleo');
    await page.getByTitle('Cleo Marsh').waitFor();
    await start('signed-out');
    expect(host.site.signedIn).toBeUndefined();
    const timeline = inspector.getByRole('log');
    await timeline.getByText('Rendered AB-1.').waitFor();
    await timeline.getByText('Side: the bridge connected.').waitFor();
    await timeline.getByText('Signed out.').waitFor();
  });

  it('can be used with a keyboard alone', async () => {
    const { host, page } = visit();
    await page.goto(host.issueUrl());
    const button = page.getByRole('button', { name: 'Foo', exact: true });
    await button.focus();
    await page.keyboard.press('Enter');
    const frame = await frameOf(page, 'Foo');
    await page.getByLabel('Actions of Foo').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await whileReloading(page, async () => page.keyboard.press('Enter'));
    await frame.getByText('Request 3').waitFor();
    await page.getByLabel('Actions of Foo').focus();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: 'Reload frame' }).filter({ visible: true }).count()).toBe(
      0,
    );
    expect(visit().warnings).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has no accessibility violation in %s', async (colorScheme) => {
    const { host, page } = visit();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const violations: string[] = [];
    for (const url of [host.hostBaseUrl, host.issueUrl()]) {
      await page.goto(url);
      const { violations: found } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      violations.push(...found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`));
    }
    expect(violations).toEqual([]);
  });

  it('keeps working on a narrow screen', async () => {
    const { host, page } = visit();
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(host.issueUrl());
    await page.getByRole('button', { name: 'Foo', exact: true }).click();
    await frameOf(page, 'Foo');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});

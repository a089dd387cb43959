import type { Page } from 'playwright-core';

/** "Reload frame" in the menu of a panel, as a person clicks it. */
export async function reloadFrame(page: Page, name = 'Foo'): Promise<void> {
  const panel = page.getByRole('region', { name });
  await panel.getByLabel(`Actions of ${name}`).click();
  await whileReloading(page, async () => panel.getByRole('button', { name: 'Reload frame' }).click());
}

/**
 * Does what reloads a frame, and holds the app's response until the driver can follow.
 *
 * The host page reloads a frame by way of `about:blank`: the frame moves into the process of the host page,
 * and with the app's response it moves out again. On the first move playwright-core (1.65.1, `crPage.ts`,
 * `_onDetachedFromTarget`) ends the frame's session after a round trip to the browser, and looks it up by the
 * frame's id. If the second move is faster than that, it ends the new session instead, and waits for ever for
 * anything in the frame. Whether it is faster depends on the browser and on luck.
 */
export async function whileReloading(page: Page, reload: () => Promise<void>): Promise<void> {
  const emptied = page.waitForEvent('framenavigated', (frame) => frame.url() === 'about:blank');
  await page.route(
    (url) => url.pathname.endsWith('.html'),
    async (route) => {
      await emptied;
      // The browser responds in order: after this, the driver has ended the old session.
      await page.evaluate('0');
      await route.continue();
    },
    { times: 1 },
  );
  await reload();
  await emptied;
}

import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { bundle } from './bundle.ts';

const ADDRESS = 'http://app.example/page';
/** Nothing inline, and no style but its own. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";

let browser: Browser;
let script: string;

beforeAll(async () => {
  browser = await launchBrowser();
  script = await bundle(`
    import { createClient } from '@authbeat/client';
    import { defineReconnect } from '@authbeat/client/reconnect';
    const client = createClient();
    client.on('starting', () => { document.body.dataset.asked = 'again'; });
    defineReconnect(client);
  `);
});

afterAll(async () => browser.close());

/** A page outside of a host, so that there is no session for it. */
async function openPage(colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 640, height: 200 } });
  const page = await context.newPage();
  await page.route('http://app.example/**', async (route) => {
    const isPage = route.request().url() === ADDRESS;
    await route.fulfill({
      contentType: isPage ? 'text/html' : 'text/javascript',
      headers: { 'Content-Security-Policy': POLICY },
      body: isPage
        ? '<!doctype html><html lang="en"><title>Page</title><script type="module" src="/app.js"></script><main><h1>Page</h1><authbeat-reconnect></authbeat-reconnect></main>'
        : script,
    });
  });
  await page.goto(ADDRESS);
  return page;
}

test.each(['light', 'dark'] as const)(
  'the line that only a person can help is there for everybody, in %s, and its button works from the keyboard',
  async (colorScheme) => {
    const page = await openPage(colorScheme);
    const button = page.getByRole('button', { name: 'Reconnect' });
    await button.waitFor();
    expect(await page.getByRole('status').textContent()).toContain('The connection is lost.');
    const { violations } = await new AxeBuilder({ page }).include('authbeat-reconnect').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-asked=again]', { state: 'attached' });
    // There is still no host.
    await button.waitFor();
    await page.context().close();
  },
);

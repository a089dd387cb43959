import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { bundle } from './bundle.ts';

/** Nothing inline, and no style but its own. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'";
const PAGE = `<!doctype html><html lang="en"><title>Page</title><script type="module" src="/app.js"></script>
  <main><h1>Page</h1><authbeat-reconnect></authbeat-reconnect></main>`;

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const script = await bundle(`
    import { createClient } from '@authbeat/client';
    import { defineReconnect } from '@authbeat/client/reconnect';
    const client = createClient();
    client.on('starting', () => { document.body.dataset.asked = 'again'; });
    defineReconnect(client);
  `);
  server = createServer(({ url }, response) => {
    const isScript = url === '/app.js';
    response
      .setHeader('Content-Security-Policy', POLICY)
      .setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
      .end(isScript ? script : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A page outside of a host, so that there is no session for it. */
async function openPage(colorScheme: 'light' | 'dark'): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width: 640, height: 200 } });
  const page = await context.newPage();
  await page.goto(address);
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

import type { BrowserContext, Page, Request, Response } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from '../harness/barriers.ts';
import { launchBrowser } from '../harness/browser.ts';
import { serveSite, type ServedSite } from './serve-site.ts';

let site: ServedSite;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
let context: BrowserContext | undefined;
beforeAll(async () => {
  site = await serveSite({ api: false });
  browser = await launchBrowser();
});
afterEach(async () => {
  await context?.close();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** A full browser loads the icon by itself, at a time of its own. */
function isOfPage(message: Request | Response): boolean {
  return message.url() !== `${site.url}assets/icon.svg`;
}

async function open(path: string, options: { readonly javaScriptEnabled?: boolean } = {}): Promise<Page> {
  context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${site.url}${path}`);
  return page;
}

describe('the documentation site', () => {
  it('is readable and complete without JavaScript', async () => {
    const page = await open('', { javaScriptEnabled: false });
    await page.getByRole('navigation', { name: 'Contents' }).getByText('The late panel').click();
    await page.getByRole('heading', { name: 'The late panel' }).waitFor();
    expect(await page.getByRole('searchbox').count()).toBe(0);
  });

  it('finds what is typed in its own index, and asks no other server', async () => {
    const page = await open('');
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.getByRole('searchbox').fill('options createauth');
    const results = page.locator('#results');
    await results.getByRole('link', { name: 'Options of createAuthbeat', exact: true }).click();
    await page.waitForURL(`${site.url}server/options/`);
    expect(requested.filter((url) => !url.startsWith(site.url))).toEqual([]);
  });

  it('is shown light or dark, as the reader has chosen', async () => {
    const page = await open('');
    const background = async (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await background()).not.toBe(light);
    await page.reload();
    await page.getByRole('button', { name: 'Light' }).waitFor();
    expect(await background()).not.toBe(light);
  });
});

describe('the playground', () => {
  const HEADER = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';
  const CLAIMS =
    'eyJpc3MiOiJ0ZW5hbnQtMSIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwMTgwLCJxc2giOiJjb250ZXh0LXFzaCJ9';
  const TOKEN = `${HEADER}.${CLAIMS}.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXI`;

  it('explains a token and sends no request', async () => {
    const page = await open('playground/');
    await page.getByLabel('A token, a URL').waitFor();
    const requested: string[] = [];
    page.on('request', (request) => isOfPage(request) && requested.push(request.url()));
    await page.getByLabel('A token, a URL').fill(TOKEN);
    await page.getByLabel('Shared secret').fill('a-secret-of-a-tenant-that-is-long-enough');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.locator('#explanation').getByText('has expired').first().waitFor();
    expect(await page.locator('#explanation').innerText()).toContain('Signature');
    expect(requested).toEqual([]);
    expect(page.url()).toBe(`${site.url}playground/`);
  });

  it('could not send one: its policy forbids every way out', async () => {
    const page = await open('playground/');
    const arrived: string[] = [];
    page.on('response', (response) => isOfPage(response) && arrived.push(response.url()));
    const outcomes = await page.evaluate(async () => {
      const address = `${location.origin}/docs/stolen`;
      const settled = async (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => 'sent',
          () => 'blocked',
        );
      const image = new Image();
      const loaded = new Promise((resolve, reject) => {
        image.addEventListener('load', resolve);
        image.addEventListener('error', reject);
      });
      image.src = 'https://example.com/stolen.png';
      const form = document.createElement('form');
      form.action = address;
      document.body.append(form);
      form.submit();
      return Promise.all([settled(fetch(address)), settled(loaded)]);
    });
    expect(outcomes).toEqual(['blocked', 'blocked']);
    expect(arrived).toEqual([]);
    expect(page.url()).toBe(`${site.url}playground/`);
  });
});

describe('axe finds no barrier of WCAG 2.2', () => {
  it.each([
    ['light', 'playground/'],
    ['dark', 'concepts/late-panel/'],
  ] as const)('in %s, on %s', async (colorScheme, path) => {
    const page = await open(path);
    await page.emulateMedia({ colorScheme });
    expect(await findBarriers(page)).toEqual([]);
  });
});

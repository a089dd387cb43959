import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBarriers } from '../harness/barriers.ts';
import { launchBrowser } from '../harness/browser.ts';
import { serveSite, type ServedSite } from './serve-site.ts';

let site: ServedSite;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  site = await serveSite({ api: true });
  browser = await launchBrowser();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await site.close();
});

describe.each(['light', 'dark'] as const)('axe finds no barrier of WCAG 2.2, in %s, on', (colorScheme) => {
  it.each([
    ['the first page', ''],
    ['a page to start with', 'start/connect/'],
    ['a concept with a picture', 'concepts/token-life/'],
    ['a table', 'concepts/doors/'],
    ['a guide', 'server/options/'],
    ['a check', 'checks/late-panel/'],
    ['a cause', 'causes/clock-skew/'],
    ['an error', 'errors/token_expired/'],
    ['a refusal', 'refusals/session_expired/'],
    ['the reference of a package', 'api/client/'],
    ['the playground', 'playground/'],
  ])('%s', async (_kind, path) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    expect((await page.goto(`${site.url}${path}`))?.status()).toBe(200);
    expect(await findBarriers(page)).toEqual([]);
    await context.close();
  });
});

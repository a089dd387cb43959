import { expect, onTestFinished, test } from 'vitest';
import { startAceApp } from '../../packages/client/test/harness/ace-app.ts';
import { launchBrowser } from '../harness/browser.ts';
import { bundle } from './bundle.ts';

/** The script of the app's page: it polls its server and counts the responses. */
const PAGE_SCRIPT = `
  import { ace, createClient } from '@authbeat/client';
  const client = createClient({ source: ace({ url: '/api/me', timeout: 0.2 }) });
  const count = (name) => { document.body.dataset[name] = String(Number(document.body.dataset[name] ?? 0) + 1); };
  client.on('renewed', () => count('renewals'));
  setInterval(async () => {
    const response = await client.fetch('/api/me');
    count(response.ok ? 'responses' : 'refusals');
  }, 100);
`;

test('a page of an unmodified atlassian-connect-express stays signed in past its token’s age, several times', async () => {
  const app = await startAceApp({ maxTokenAge: 3, script: await bundle(PAGE_SCRIPT) });
  onTestFinished(async () => app.close());
  const browser = await launchBrowser();
  onTestFinished(async () => browser.close());
  const page = await browser.newPage();
  await page.goto(app.pageUrl());
  await page.waitForFunction(() => Number(document.body.dataset['renewals'] ?? 0) >= 6, undefined, {
    timeout: 40_000,
  });
  const responses = await page.getAttribute('body', 'data-responses');
  expect(Number(responses)).toBeGreaterThan(20);
  expect(await page.getAttribute('body', 'data-refusals')).toBeNull();
});

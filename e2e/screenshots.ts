import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from './harness/browser.ts';
import { recordResponses } from './harness/observe.ts';
import { buildPages } from './harness/pages.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content, noteField } from './harness/steps.ts';
import { startSystem, type System } from './harness/system.ts';

const NOTES = [
  'Restarted the worker; the queue is empty again.',
  'The deployment of 14:20 is the one to watch.',
];

/** Writes the documentation's pictures, from the running system: `npm run screenshots`. */
async function takeScreenshots(): Promise<void> {
  await buildPages();
  const system = await startSystem();
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 });
  try {
    await writeNotes(page, system);
    await shootHealedPanel(page, system, 'docs/images/healed-panel.png');
  } finally {
    await browser.close();
    await system.close();
  }
}

async function writeNotes(page: Page, { host, installation }: System): Promise<void> {
  await page.goto(host.pageUrl(installation, 'notes-page'));
  for (const note of NOTES) {
    await noteField(page).fill(note);
    await appFrame(page, 'Notes').getByRole('button', { name: 'Write note' }).click();
    await appFrame(page, 'Notes').getByText(note).first().waitFor();
  }
}

async function shootHealedPanel(page: Page, { host, appUrl, clock }: System, file: string): Promise<void> {
  const responses = recordResponses(page, appUrl);
  await page.goto(host.issueUrl());
  clock.advance(A_QUARTER_OF_AN_HOUR);
  await clickButton(page);
  await content(page).waitFor();
  if (!responses.documentsAndPosts().includes('GET /foo.html 401'))
    throw new Error('The panel had nothing to heal.');
  await appFrame(page)
    .getByText(NOTES[0] ?? '')
    .waitFor();
  await waitForFullHeight(page);
  await page.screenshot({ path: fileURLToPath(new URL(`../${file}`, import.meta.url)) });
}

/** The bridge gives the frame its content's height, some time after the content is there. */
async function waitForFullHeight(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const height = document.querySelector('section[aria-label="Foo"] iframe')?.getBoundingClientRect().height;
    return (height ?? 0) > 200;
  });
}

await takeScreenshots();

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { joinFrames, type Frame } from '../tools/animation.ts';
import { launchBrowser } from './harness/browser.ts';
import { buildPages } from './harness/pages.ts';
import { A_QUARTER_OF_AN_HOUR, appFrame, clickButton, content } from './harness/steps.ts';
import { startSystem, type SystemOptions } from './harness/system.ts';

const FILE = fileURLToPath(new URL('../docs/images/late-panel.png', import.meta.url));

/** Films how a panel dies, and how it heals: `npm run capture` writes `docs/images/late-panel.png`. */
async function capture(): Promise<void> {
  await buildPages();
  const browser = await launchBrowser();
  try {
    const frames = [
      ...(await film(browser, { authbeat: { recovery: false } }, dies)),
      ...(await film(browser, {}, heals)),
    ];
    await writeFile(FILE, joinFrames(frames));
  } finally {
    await browser.close();
  }
}

interface Scene {
  readonly page: Page;
  /** Adds a frame. */
  readonly shoot: (caption: string, seconds: number) => Promise<void>;
  /** Lets the host's token expire. */
  readonly wait: () => void;
  /** Makes the bridge slow enough to see what happens. */
  readonly slowDown: () => void;
}

async function film(
  browser: Browser,
  options: SystemOptions,
  play: (scene: Scene) => Promise<void>,
): Promise<readonly Frame[]> {
  const system = await startSystem(options);
  const page = await browser.newPage({ viewport: { width: 840, height: 600 } });
  const frames: Frame[] = [];
  try {
    await page.goto(system.host.issueUrl());
    await play({
      page,
      async shoot(caption, seconds) {
        await showCaption(page, caption);
        frames.push({ png: await page.screenshot({ animations: 'disabled' }), seconds });
      },
      wait: () => system.clock.advance(A_QUARTER_OF_AN_HOUR),
      slowDown() {
        system.host.bridge.behaviour = 'slow';
        system.host.bridge.delayMs = 3000;
      },
    });
  } finally {
    await page.close();
    await system.close();
  }
  return frames;
}

async function dies({ page, shoot, wait }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'Foo', exact: true }).waitFor();
  await shoot('1 · An issue is open. The URL of its panel "Foo" has a token for three minutes.', 3);
  wait();
  await shoot('2 · A quarter of an hour later, somebody opens the panel …', 2);
  await clickButton(page);
  await appFrame(page).getByText('This page cannot be shown.').waitFor();
  await shoot('3 · Without a recovery: 401. The panel is dead.', 3);
}

async function heals({ page, shoot, wait, slowDown }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'Foo', exact: true }).waitFor();
  wait();
  slowDown();
  await shoot('4 · The same click with Authbeat …', 1.5);
  await clickButton(page);
  await appFrame(page).getByRole('status').first().waitFor();
  await shoot('5 · The 401 has a body that asks Jira for a fresh token …', 1.5);
  await content(page).waitFor();
  await shoot('6 · … and the panel is there, signed in.', 4);
}

async function showCaption(page: Page, text: string): Promise<void> {
  await page.evaluate((caption) => {
    const bar = document.querySelector('#caption') ?? document.body.appendChild(document.createElement('p'));
    bar.id = 'caption';
    bar.textContent = caption;
    (bar as HTMLElement).style.cssText =
      'position:fixed;inset:auto 0 0;margin:0;padding:14px 20px;background:#12161d;color:#fff;font:600 17px system-ui;z-index:9';
  }, text);
}

await capture();

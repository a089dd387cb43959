import type { Frame, FrameLocator, Page } from 'playwright-core';
import { whileReloading } from '../harness/reload-frame.ts';
import type { ColorScheme, EngineBrowser, Tab, View } from './engine.ts';
import { measureHeap } from './page-functions.ts';
import { startChromium } from './start-chromium.ts';
import { PATIENCE } from './wait.ts';

const OPTIONS = ['--headless', '--hide-scrollbars', '--js-flags=--expose-gc', '--enable-precise-memory-info'];

/** Starts a full Chromium without a window. */
export async function launchWithPlaywright(colorScheme: ColorScheme): Promise<EngineBrowser> {
  const { browser, close } = await startChromium(OPTIONS);
  return {
    version: browser.version(),
    colorScheme,
    async memory() {
      // The processes keep what the driver may ask for, such as all responses: the heaps tell what pages hold.
      const frames = browser
        .contexts()
        .flatMap((context) => context.pages().flatMap((page) => page.frames()));
      // The tab that the browser starts with is empty.
      const documents = frames.filter((frame) => frame.url().startsWith('http'));
      const heaps = await Promise.all(documents.map(async (frame) => frame.evaluate(measureHeap)));
      return heaps.reduce((sum, heap) => sum + heap, 0);
    },
    async openTab() {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1400, height: 1000 } });
      context.setDefaultTimeout(PATIENCE);
      const tab = makeTab(await context.newPage());
      return { ...tab, close: async () => context.close() };
    },
    close,
  };
}

/** A tab over a page of Playwright. */
export function makeTab(page: Page): Tab {
  return {
    page: makeView(page, async () => page.mainFrame()),
    frame(title) {
      const content = page.locator(`iframe[title=${JSON.stringify(title)}]`).contentFrame();
      return makeView(content, async () => findFrame(content));
    },
    async open(url) {
      await page.goto(url);
    },
    whileReloading: async (reload) => whileReloading(page, reload),
    press: async (key) => page.keyboard.press(key),
    type: async (text) => page.keyboard.type(text),
    close: async () => page.close(),
  };
}

async function findFrame(content: FrameLocator): Promise<Frame> {
  const iframe = await content.owner().elementHandle();
  const frame = await iframe?.contentFrame();
  if (!frame) throw new Error('The iframe has no document.');
  return frame;
}

function makeView(content: Page | FrameLocator, locate: () => Promise<Frame>): View {
  return {
    waitForText: async (text) => content.getByText(text).filter({ visible: true }).first().waitFor(),
    waitForRole: async (role, name) =>
      content
        .getByRole(role, name === undefined ? {} : { name, exact: true })
        .first()
        .waitFor(),
    click: async (selector) => content.locator(selector).filter({ visible: true }).first().click(),
    clickButton: async (text) => content.getByRole('button', { name: text, exact: true }).first().click(),
    run: async (work, argument) =>
      (await locate()).evaluate(work as (argument: unknown) => unknown, argument) as never,
  };
}

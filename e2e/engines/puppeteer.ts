import { launch, type ElementHandle, type Frame, type Page } from 'puppeteer-core';
import type { ColorScheme, EngineBrowser, Tab, View } from './engine.ts';
import { requireEngine } from './find.ts';
import { measureMemory } from './memory.ts';
import { findElement, noteClick, readText, wasClicked } from './page-functions.ts';
import { PATIENCE, retry } from './wait.ts';

/** Starts Firefox, by WebDriver BiDi. */
export async function launchWithPuppeteer(colorScheme: ColorScheme): Promise<EngineBrowser> {
  const browser = await launch({
    browser: 'firefox',
    executablePath: requireEngine('firefox'),
    // What a person chooses in the settings: WebDriver BiDi cannot choose it.
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1 },
    defaultViewport: { width: 1400, height: 1000 },
    timeout: PATIENCE,
  });
  return {
    version: await browser.version(),
    colorScheme,
    memory: async () => measureMemory(browser.process()?.pid ?? 0),
    async openTab() {
      const page = await browser.newPage();
      // A document that has gone is looked for again, by `retry`.
      page.setDefaultTimeout(PATIENCE / 6);
      page.setDefaultNavigationTimeout(PATIENCE);
      return makeTab(page);
    },
    close: async () => browser.close(),
  };
}

function makeTab(page: Page): Tab {
  return {
    page: makeView(async () => page.mainFrame()),
    frame: (title) => makeView(async () => findFrame(page, title)),
    async open(url) {
      await page.goto(url);
    },
    whileReloading: async (reload) => reload(),
    press: async (key) => page.keyboard.press(key),
    type: async (text) => page.keyboard.type(text),
    close: async () => page.close(),
  };
}

async function findFrame(page: Page, title: string): Promise<Frame> {
  const iframe = await page.$(`iframe[title=${JSON.stringify(title)}]`);
  const frame = await iframe?.contentFrame();
  if (!frame) throw new Error(`There is no frame "${title}".`);
  return frame;
}

function makeView(locate: () => Promise<Frame>): View {
  const click = async (selector: string, text: string): Promise<void> => {
    await retry(`Clicking ${selector} ${text}`, async () => {
      const frame = await locate();
      const found = (await frame.evaluateHandle(findElement, selector, text)).asElement();
      if (found === null) throw new Error('It is not there.');
      const element = found as ElementHandle;
      await frame.evaluate(noteClick, element);
      await element.click();
      // Gone with its document is clicked, too.
      const arrived = await frame.evaluate(wasClicked, element).catch(() => true);
      if (!arrived) throw new Error('The click has missed it.');
    });
  };
  return {
    async waitForText(text) {
      await retry(`Waiting for "${text}"`, async () => {
        const shown = await (await locate()).evaluate(readText);
        if (!shown.includes(text)) throw new Error(`The document shows:\n${shown}`);
      });
    },
    async waitForRole(role, name) {
      const named = name === undefined ? '' : `[name=${JSON.stringify(name)}]`;
      await retry(`Waiting for ${role} ${name ?? ''}`, async () => {
        const found = await (await locate()).$(`::-p-aria([role="${role}"]${named})`);
        if (!found) throw new Error('It is not in the accessibility tree.');
      });
    },
    click: async (selector) => click(selector, ''),
    clickButton: async (text) => click('button', text),
    run: async (work, argument) =>
      (await locate()).evaluate(work as (argument: unknown) => unknown, argument) as never,
  };
}

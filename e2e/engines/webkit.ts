import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Builder, By, Capabilities, Key, type WebDriver, type WebElement } from 'selenium-webdriver';
import type { ColorScheme, EngineBrowser, Tab, View } from './engine.ts';
import { requireEngine } from './find.ts';
import { measureMemory } from './memory.ts';
import { findElement, noteClick, readText, wasClicked } from './page-functions.ts';
import { retry } from './wait.ts';
import { startDisplay } from './xvfb.ts';

/** Starts WebKitGTK's small browser by WebDriver, on a display of its own. */
export async function launchWebKit(colorScheme: ColorScheme): Promise<EngineBrowser> {
  const binary = requireEngine('webkit');
  const display = await startDisplay();
  const port = await findPort();
  const service = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: display.name,
      // What a person chooses in the settings.
      GTK_THEME: colorScheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
      LIBGL_ALWAYS_SOFTWARE: '1',
      NO_AT_BRIDGE: '1',
    },
  });
  const driver = await retry('Starting WebKit', async () => connect(port, binary));
  const version = String((await driver.getCapabilities()).get('browserVersion'));
  return {
    version: `WebKitGTK/${version}`,
    colorScheme,
    memory: async () => measureMemory(service.pid ?? 0),
    openTab: async () => openTab(driver),
    async close() {
      await driver.quit();
      await end(service);
      display.close();
    },
  };
}

async function connect(port: number, binary: string): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary, args: ['--automation'] },
  });
  return new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
}

/** The one tab that the browser starts with: others would be hidden behind it. */
function openTab(driver: WebDriver): Tab {
  const enterPage = async (): Promise<void> => driver.switchTo().defaultContent();
  const enterFrame = async (title: string): Promise<void> => {
    await enterPage();
    const iframe = await driver.findElement(By.css(`iframe[title=${JSON.stringify(title)}]`));
    // A click in a frame scrolls the frame's document, but not the page around it.
    await driver.executeScript('arguments[0].scrollIntoView({ block: "nearest" })', iframe);
    await driver.switchTo().frame(iframe);
  };
  const open = async (url: string): Promise<void> => {
    await enterPage();
    await driver.get(url);
  };
  return {
    page: makeView(driver, enterPage),
    frame: (title) => makeView(driver, async () => enterFrame(title)),
    open,
    whileReloading: async (reload) => reload(),
    async press(key) {
      await driver
        .actions()
        .sendKeys(key === 'Tab' ? Key.TAB : Key.ENTER)
        .perform();
    },
    async type(text) {
      await driver.actions().sendKeys(text).perform();
    },
    close: async () => open('about:blank'),
  };
}

function makeView(driver: WebDriver, enter: () => Promise<void>): View {
  const click = async (selector: string, text: string): Promise<void> => {
    await retry(`Clicking ${selector} ${text}`, async () => {
      await enter();
      const element = await driver.executeScript<WebElement | null>(findElement, selector, text);
      if (element === null) throw new Error('It is not there.');
      await driver.executeScript(noteClick, element);
      await element.click();
      // Gone with its document is clicked, too.
      const arrived = driver.executeScript<boolean>(wasClicked, element).catch(() => true);
      // The driver clicks at a place of the window, which may still be opening.
      if (!(await arrived)) throw new Error('The click has missed it.');
    });
  };
  return {
    async waitForText(text) {
      await retry(`Waiting for "${text}"`, async () => {
        await enter();
        const shown = await driver.executeScript<string>(readText);
        if (!shown.includes(text)) throw new Error(`The document shows:\n${shown}`);
      });
    },
    click: async (selector) => click(selector, ''),
    clickButton: async (text) => click('button', text),
    async run(work, argument) {
      await enter();
      return driver.executeAsyncScript(
        `const done = arguments[1]; Promise.resolve((${String(work)})(arguments[0])).then(done);`,
        argument,
      );
    },
  };
}

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function end(service: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => service.once('exit', resolve));
  service.kill();
  await ended;
}

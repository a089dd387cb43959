import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { recordResponses, type Responses } from '../harness/observe.ts';
import { appFrame, clickButton } from '../harness/steps.ts';
import type { UnchangedApp } from './apps.ts';
import { startSetting, type Setting, type SettingOptions } from './start-setting.ts';

/** How long the tokens live that are meant to die in a test, in seconds. */
export const TOKEN_LIFETIME = 2;
/** Long enough for a slow machine to open a panel at once. */
const LONG_LIFETIME = 60;

export interface PanelOptions extends SettingOptions {
  /** How long the issue is open before the panel is, in seconds. Defaults to 0. */
  readonly after?: number;
  /** The button that opens it. Defaults to `Foo`. */
  readonly button?: string;
}

/** The panel of an app in an issue. */
export interface Panel {
  readonly setting: Setting;
  readonly page: Page;
  readonly frame: FrameLocator;
  readonly responses: Responses;
}

/** Starts one browser for the tests of a file, and opens the panel of an app for each. */
export function usePanels(): (app: UnchangedApp, options?: PanelOptions) => Promise<Panel> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => browser.close());

  return async (app, { after = 0, button = 'Foo', ...options } = {}) => {
    const setting = await startSetting(app, {
      ...options,
      host: {
        iframeTokenLifetime: after === 0 ? LONG_LIFETIME : TOKEN_LIFETIME,
        contextTokenLifetime: TOKEN_LIFETIME,
      },
    });
    const context = await browser.newContext();
    onTestFinished(async () => context.close());
    const page = await context.newPage();
    const responses = recordResponses(page, setting.appUrl);
    await page.goto(setting.host.issueUrl('AB-1'));
    await page.getByRole('button', { name: button, exact: true }).waitFor();
    const opensAt = Date.now() + after * 1000;
    await page.waitForFunction((time) => Date.now() >= time, opensAt, { timeout: (after + 30) * 1000 });
    await clickButton(page, button);
    return { setting, page, frame: appFrame(page, button), responses };
  };
}

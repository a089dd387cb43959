import { startHost, type ForgeInstallation, type Host } from '@authbeat/host';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';
import { MANIFEST, startForgeApp, type ForgeApp } from './start-forge-app.ts';

/** A local host with a Forge app, and a browser's page. */
export interface ForgeVisit {
  readonly host: Host;
  readonly app: ForgeApp;
  readonly installation: ForgeInstallation;
  readonly page: Page;
  /** Moves the host's clock, and not the browser's. Seconds. */
  readonly advance: (seconds: number) => void;
}

/** Builds the app and starts a browser for the tests of a file, and a host for each. */
export function useForgeVisit(): () => ForgeVisit {
  let browser: Browser;
  let context: BrowserContext;
  let app: ForgeApp;
  let visit: ForgeVisit;
  beforeAll(async () => {
    [browser, app] = await Promise.all([launchBrowser(), startForgeApp()]);
  });
  beforeEach(async () => {
    let ahead = 0;
    const host = await startHost({ now: () => Date.now() + ahead });
    const installation = await host.installForge(MANIFEST, {
      directory: app.directory,
      remotes: { 'back-end': app.remoteUrl },
    });
    context = await browser.newContext();
    const advance = (seconds: number): void => {
      ahead += seconds * 1000;
    };
    visit = { host, app, installation, page: await context.newPage(), advance };
  });
  afterEach(async () => {
    await context.close();
    await visit.host.close();
  });
  afterAll(async () => {
    await Promise.all([browser.close(), app.close()]);
  });
  return () => visit;
}

/** Opens a module's page. Returns the frame, whose page has loaded `@forge/bridge`. */
export async function openModule(
  { installation, page }: ForgeVisit,
  moduleKey: string,
  place: { readonly issue?: string } = {},
): Promise<Frame> {
  await page.goto(installation.pageUrl(moduleKey, place));
  return frameOf(page);
}

/** The frame of a page of the app, the last one that was opened. */
export async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe.forge-frame').last().elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('There is no frame of a Forge app.');
  await frame.waitForFunction(() => 'ready' in document.documentElement.dataset);
  return frame;
}

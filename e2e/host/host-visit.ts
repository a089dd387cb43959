import { startHost, type Host, type Installation, type Product } from '@authbeat/host';
import { decodeToken } from '@authbeat/core';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { MODULES, startFixtureApp, type FixtureApp } from '../../packages/host/test/fixtures/app.ts';
import { launchBrowser } from '../harness/browser.ts';

/** A host, an app in it that shows its pages to anyone, and a browser's page. */
export interface HostVisit {
  readonly host: Host;
  readonly app: FixtureApp;
  readonly installation: Installation;
  readonly page: Page;
  /** Moves the host's clock, and not the browser's. Seconds. */
  readonly advance: (seconds: number) => void;
  /** What the browser's console has warned of. */
  readonly warnings: readonly string[];
}

/** A request for a page of the app: below its base URL, and with which token. */
export interface PageRequest {
  readonly url: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

const BAR_BUTTON = {
  key: 'bar-button',
  name: { value: 'Bar' },
  target: { type: 'web_panel', url: '/bar.html' },
};

/** What differs between the visits of files. */
export interface VisitSetting {
  /** Defaults to `jira`. */
  readonly product?: Product;
  /** The modules of the app. Defaults to panels and pages of Jira. */
  readonly modules?: object;
}

const USUAL_MODULES = {
  ...MODULES,
  dialogs: [{ key: 'confirm', url: '/confirm.html?id={ac.id}' }],
  jiraIssueContents: [...MODULES.jiraIssueContents, BAR_BUTTON],
};

/** Starts a browser for the tests of a file, and a visit for each. */
export function useHostVisit({
  product = 'jira',
  modules = USUAL_MODULES,
}: VisitSetting = {}): () => HostVisit {
  let browser: Browser;
  let context: BrowserContext;
  let visit: HostVisit;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    let ahead = 0;
    const host = await startHost({ product, now: () => Date.now() + ahead });
    const app = await startFixtureApp({
      scopes: ['READ', 'WRITE'],
      modules,
    });
    app.status = 200;
    app.body = () => renderPage(host.bridgeUrl, pageRequests(app).length);
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    const warnings: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) warnings.push(message.text());
    });
    page.on('pageerror', ({ message }) => warnings.push(message));
    const installation = await host.install(app.descriptorUrl);
    const advance = (seconds: number): void => {
      ahead += seconds * 1000;
    };
    visit = { host, app, installation, page, advance, warnings };
  });
  afterEach(async () => {
    await context.close();
    await Promise.all([visit.host.close(), visit.app.close()]);
  });
  afterAll(async () => {
    await browser.close();
  });
  return () => visit;
}

/** The document in the frame of a panel or page, once it has loaded. */
export async function frameOf(page: Page, name: string): Promise<Frame> {
  return frameIn(page.getByRole('region', { name }), name);
}

/** The document in the only frame of an element, once it has loaded. */
export async function frameIn(place: Locator, name: string): Promise<Frame> {
  const element = await place.locator('iframe').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error(`There is no frame in "${name}".`);
  await frame.waitForFunction(() => 'ready' in document.documentElement.dataset);
  return frame;
}

/** What the app has been asked for besides its lifecycle. */
export function pageRequests({ requests, url: baseUrl }: FixtureApp): readonly PageRequest[] {
  const basePath = new URL(baseUrl).pathname;
  return requests
    .filter(({ url }) => url.includes('.html'))
    .map(({ url }) => {
      const token = new URL(url, baseUrl).searchParams.get('jwt');
      return { url: url.slice(basePath.length), claims: token === null ? {} : decodeToken(token).claims };
    });
}

/** Counts the requests, for tests that wait for the next. */
function renderPage(bridgeUrl: string, count: number): string {
  return `<!doctype html><html lang="en"><title>App</title><script src="${bridgeUrl}"></script>
    <body><p>Request ${count}</p><div style="height: 420px"></div>
    <script>document.documentElement.dataset.ready = ''</script>`;
}

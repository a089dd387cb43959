import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHost, type Host, type Installation } from '@authbeat/host';
import { decodeToken } from '@authbeat/core';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from '../harness/browser.ts';

/** A request for a page of the app: where, and with which token. */
export interface PageRequest {
  readonly url: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An app that shows a page to anyone and keeps what it was asked: what it is given matters here, not what it refuses. */
export interface PlainApp {
  readonly descriptorUrl: string;
  readonly url: string;
  readonly requests: readonly PageRequest[];
  close(): Promise<void>;
}

/** A host, a plain app in it, and a browser's page. */
export interface HostStage {
  readonly host: Host;
  readonly app: PlainApp;
  readonly installation: Installation;
  readonly page: Page;
  /** Moves the host's clock, and not the browser's. Seconds. */
  readonly advance: (seconds: number) => void;
  /** What the browser's console has warned of. */
  readonly warnings: readonly string[];
}

const MODULES = {
  jiraIssueContents: [
    { key: 'foo-button', name: { value: 'Foo' }, target: { type: 'web_panel', url: '/foo.html' } },
    { key: 'bar-button', name: { value: 'Bar' }, target: { type: 'web_panel', url: '/bar.html' } },
  ],
  webPanels: [
    {
      key: 'foo-panel',
      name: { value: 'Foo' },
      url: '/foo.html',
      location: 'atl.jira.view.issue.left.context',
    },
    {
      key: 'side',
      name: { value: 'Side' },
      url: '/side.html',
      location: 'atl.jira.view.issue.right.context',
    },
  ],
  generalPages: [
    { key: 'board', name: { value: 'Board' }, url: '/board.html?tab={ac.tab}' },
    { key: 'plain', name: { value: 'Plain' }, url: '/plain.html', cacheable: true },
  ],
};

/** Starts a browser for the tests of a file, and a stage for each. */
export function useHostStage(): () => HostStage {
  let browser: Browser;
  let context: BrowserContext;
  let stage: HostStage;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    let ahead = 0;
    const host = await startHost({ now: () => Date.now() + ahead });
    const app = await startPlainApp(host.bridgeUrl);
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
    stage = { host, app, installation, page, advance, warnings };
  });
  afterEach(async () => {
    await context.close();
    await Promise.all([stage.host.close(), stage.app.close()]);
  });
  afterAll(async () => {
    await browser.close();
  });
  return () => stage;
}

/** The document in the frame of a panel or page, once it has loaded. */
export async function frameOf(page: Page, name: string): Promise<Frame> {
  const element = await page.getByRole('region', { name }).locator('iframe').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error(`There is no frame in "${name}".`);
  await frame.waitForFunction(() => 'ready' in document.documentElement.dataset);
  return frame;
}

async function startPlainApp(bridgeUrl: string): Promise<PlainApp> {
  const requests: PageRequest[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(`http://app${request.url}`);
    if (pathname === '/atlassian-connect.json') response.end(JSON.stringify(descriptor));
    else if (!pathname.endsWith('.html')) response.writeHead(request.method === 'POST' ? 204 : 404).end();
    else {
      const token = searchParams.get('jwt');
      requests.push({ url: request.url ?? '', claims: token === null ? {} : decodeToken(token).claims });
      response
        .writeHead(200, { 'content-type': 'text/html', 'cache-control': 'no-store' })
        .end(
          `<!doctype html><html lang="en"><title>App</title><script src="${bridgeUrl}"></script><body>` +
            `<p>Request ${requests.length}</p><div style="height: 420px"></div><script>document.documentElement.dataset.ready = ''</script>`,
        );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const descriptor = {
    key: 'plain-app',
    name: 'Plain app',
    baseUrl: url,
    authentication: { type: 'jwt' },
    lifecycle: { installed: '/installed' },
    modules: MODULES,
  };
  return {
    url,
    descriptorUrl: `${url}/atlassian-connect.json`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

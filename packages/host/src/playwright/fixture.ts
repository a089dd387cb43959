import type { Page } from 'playwright-core';
import type { HostOptions } from '../options.ts';
import { startHost, type Host } from '../start.ts';
import { HostPage } from './host-page.ts';

/** An app that a test has started. */
export interface StartedApp {
  readonly descriptorUrl: string;
  /** Called when the test ends. */
  readonly close?: () => Promise<void>;
}

export interface LocalHostOptions {
  /** Starts the app: it gets the key server and the bridge that the app must trust. Or the URL of its descriptor. */
  readonly app: string | ((host: Host) => Promise<StartedApp>);
  /** Options of the host. An app that runs already needs a `port` that it knows. */
  readonly host?: HostOptions;
}

/** The fixtures of {@link localHost}, in the form that Playwright's `test.extend()` takes. */
export interface LocalHostFixtures {
  site: (fixtures: { readonly page: Page }, use: (site: HostPage) => Promise<void>) => Promise<void>;
}

/**
 * A fixture for Playwright Test: each test gets, as `site`, a local host with the app installed in it, and a page that
 * shows it. Both end with the test.
 *
 * @example
 * ```ts
 * import { test as base, expect } from '@playwright/test';
 * import { localHost, type HostPage } from '@authbeat/host/playwright';
 *
 * const test = base.extend<{ site: HostPage }>(localHost({ app: 'http://127.0.0.1:4200/atlassian-connect.json', host: { port: 4100 } }));
 *
 * test('a late panel heals', async ({ site }) => {
 *   await site.openIssue('AB-1');
 *   await site.expireTokens();
 *   await site.clickPanel('Foo');
 *   await expect(site.frame('Foo').getByText('This panel is signed in.')).toBeVisible();
 * });
 * ```
 */
export function localHost({ app, host: options }: LocalHostOptions): LocalHostFixtures {
  return {
    site: async ({ page }, use) => {
      const host = await startHost(options);
      try {
        const started = typeof app === 'string' ? { descriptorUrl: app } : await app(host);
        try {
          await host.install(started.descriptorUrl);
          await use(new HostPage(page, host));
        } finally {
          await started.close?.();
        }
      } finally {
        await host.close();
      }
    },
  };
}

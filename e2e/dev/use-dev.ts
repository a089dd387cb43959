import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { runCli, type RunningCli } from '../../packages/cli/test/fixtures/run-cli.ts';
import { launchBrowser } from '../harness/browser.ts';

/** `authbeat dev` and a browser, as a person has them. */
export interface Dev {
  /** Runs the command until the test ends. */
  readonly run: (args: readonly string[]) => RunningCli;
  readonly openPage: () => Promise<Page>;
  /** The status of the late panel, at the address that the command has printed and with the fault that it proposes. */
  readonly openLatePanel: (cli: RunningCli) => Promise<number>;
}

/** What the command prints at the end of a run that works. */
export const RUNS = 'Press Ctrl-C to stop.';

export function useDev(): Dev {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });
  const openPage = async (): Promise<Page> => {
    const page = await browser.newPage();
    onTestFinished(async () => page.close());
    return page;
  };
  return {
    run(args) {
      const cli = runCli(['dev', ...args]);
      onTestFinished(async () => {
        cli.kill('SIGTERM');
        await cli.exit;
      });
      return cli;
    },
    openPage,
    async openLatePanel(cli) {
      const [issueUrl = ''] = /http:\S+\/browse\/AB-1/.exec(cli.output()) ?? [];
      const page = await openPage();
      await page.goto(`${issueUrl}?fault=expired`);
      const loaded = page.waitForResponse((response) => response.url().includes('/foo.html'));
      await page.getByRole('button', { name: 'Foo', exact: true }).click();
      return (await loaded).status();
    },
  };
}

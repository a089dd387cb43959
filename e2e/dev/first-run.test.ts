import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Browser } from 'playwright-core';
import { findFreePorts, runCli, type RunningCli } from '../../packages/cli/test/fixtures/run-cli.ts';
import { startProcess } from '../harness/start-process.ts';
import { STATIC_SITE } from '../gateway/static-app.ts';
import { launchBrowser } from '../harness/browser.ts';

const ACE_APP = fileURLToPath(new URL('../gateway/ace-app', import.meta.url));
const ACE_COMMAND = [process.execPath, '--conditions=authbeat-source', `${ACE_APP}/server.ts`];

/** `authbeat dev` with apps as they are: what it prints is all that a person has. */
describe('authbeat dev', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  function dev(args: readonly string[]): RunningCli {
    const cli = runCli(['dev', ...args]);
    onTestFinished(async () => {
      cli.kill('SIGTERM');
      await cli.exit;
    });
    return cli;
  }

  async function startAce(port: string, variables: string): Promise<() => Promise<void>> {
    const given = variables
      .split(' ')
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
    const env = { PORT: port, APP_URL: `http://127.0.0.1:${port}`, ...Object.fromEntries(given) };
    const { close } = await startProcess({
      command: ACE_COMMAND,
      cwd: ACE_APP,
      env,
      listening: /listening/,
    });
    return close;
  }

  /** What the late panel shows on the address that the command has printed, with the fault that it has proposed. */
  async function openLatePanel(cli: RunningCli): Promise<string> {
    const [issueUrl = ''] = /http:\S+\/browse\/AB-1/.exec(cli.output()) ?? [];
    const page = await browser.newPage();
    onTestFinished(async () => page.close());
    await page.goto(`${issueUrl}?fault=expired`);
    const loaded = page.waitForResponse((response) => response.url().includes('/foo.html'));
    await page.getByRole('button', { name: 'Foo', exact: true }).click();
    return `${(await loaded).status()}`;
  }

  it('leads an app on atlassian-connect-express that trusts nothing to a run that works', async () => {
    const [port, appPort] = await findFreePorts();
    const stop = await startAce(appPort, '');
    const cli = dev(['--port', port, `http://127.0.0.1:${appPort}/atlassian-connect.json`]);
    await cli.prints('The app is not installed:');
    await cli.prints('Restart the app or open a page of the host');
    const [, line = ''] = /not installed:[^]*atlassian-connect-express:\n +(\S.*)\n/.exec(cli.output()) ?? [];
    await stop();
    onTestFinished(await startAce(appPort, line));
    await cli.prints('Press Ctrl-C to stop.');
    expect(await openLatePanel(cli)).toBe('401');
  });

  it('shows the expiry in such an app that it starts itself', async () => {
    const [port, appPort] = await findFreePorts();
    const args = ['--port', port, '--app-port', appPort, '--app-directory', ACE_APP, '--', ...ACE_COMMAND];
    const cli = dev(args);
    await cli.prints('Press Ctrl-C to stop.');
    expect(await openLatePanel(cli)).toBe('401');
  });

  it('says that a static site takes any token, however old', async () => {
    const [port, appPort] = await findFreePorts();
    const baseUrl = `http://127.0.0.1:${appPort}`;
    const { close } = await STATIC_SITE.start({
      port: Number(appPort),
      baseUrl,
      keyServerUrl: `http://127.0.0.1:${port}/install-keys`,
      bridgeUrl: `http://jira.localhost:${port}/atlassian-connect/all.js`,
    });
    onTestFinished(close);
    const cli = dev(['--port', port, `${baseUrl}/atlassian-connect.json`]);
    await cli.prints('Press Ctrl-C to stop.');
    expect(cli.output()).toContain('The app accepts tokens that expired a quarter of an hour ago');
  });
});

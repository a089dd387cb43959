import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { findBrowser } from '../harness/browser.ts';

const CLI = createRequire(import.meta.url).resolve('@playwright/test/cli');
const CONFIG = fileURLToPath(new URL('../playwright/playwright.config.ts', import.meta.url));

it('the fixture runs under Playwright Test as the docs say', async () => {
  const args = ['--conditions=authbeat-source', CLI, 'test', '--config', CONFIG];
  const env = {
    ...process.env,
    NODE_OPTIONS: '--conditions=authbeat-source',
    BROWSER_PATH: await findBrowser(),
  };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toContain('1 passed');
});

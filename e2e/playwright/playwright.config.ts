import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from '../engines/chromium-arguments.ts';

const { BROWSER_PATH: executablePath = '' } = process.env;

export default defineConfig({
  testMatch: '*.spec.ts',
  reporter: 'line',
  outputDir: '../../node_modules/.cache/playwright',
  workers: 1,
  timeout: 300_000,
  use: { launchOptions: { executablePath, args: CHROMIUM_ARGUMENTS } },
});

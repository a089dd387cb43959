import { defineConfig } from 'vitest/config';

const sources = {
  resolve: { conditions: ['authbeat-source'] },
  ssr: { resolve: { conditions: ['authbeat-source', 'node', 'module-sync'] } },
};
const browser = {
  globalSetup: ['e2e/harness/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 60_000,
};
const LONG = '**/*.long.test.{ts,tsx}';

// `npm test` runs the projects unit, browser and types, `npm run test:long` those whose names begin with "long".
export default defineConfig({
  test: {
    reporters: ['default', './tools/report-skipped.ts'],
    // Browser tests wait more than they work: with more files at once than cores, all end sooner.
    maxWorkers: 3,
    projects: [
      {
        ...sources,
        test: {
          name: 'unit',
          include: ['{packages/*,site,tools}/test/**/*.test.{ts,tsx}'],
          exclude: [LONG],
          // A slow machine is no failure: no test measures time by its own limit.
          testTimeout: 20_000,
        },
      },
      {
        ...sources,
        test: {
          ...browser,
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', LONG],
        },
      },
      {
        // Types are tested by the compiler, and nothing in these files runs.
        test: {
          name: 'types',
          include: [],
          typecheck: { enabled: true, only: true, include: ['packages/*/test/**/*.test-d.{ts,tsx}'] },
        },
      },
      {
        ...sources,
        test: {
          name: 'long-unit',
          include: ['{packages/*,tools}/test/**/*.long.test.{ts,tsx}'],
          testTimeout: 600_000,
        },
      },
      {
        ...sources,
        test: {
          ...browser,
          name: 'long-browser',
          include: ['e2e/**/*.long.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});

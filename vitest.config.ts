import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['authbeat-source'] };
const ssr = { resolve: { conditions: ['authbeat-source', 'node', 'module-sync'] } };

export default defineConfig({
  test: {
    // Browser tests wait more than they work: with more files at once than cores, all end sooner.
    maxWorkers: 3,
    projects: [
      {
        resolve,
        ssr,
        test: { name: 'unit', include: ['{packages/*,tools}/test/**/*.test.{ts,tsx}'] },
      },
      {
        resolve,
        ssr,
        test: {
          name: 'browser',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/harness/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});

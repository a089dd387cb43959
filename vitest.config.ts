import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['authbeat-source'] };
const ssr = { resolve: { conditions: ['authbeat-source', 'node', 'module-sync'] } };

export default defineConfig({
  test: {
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

import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

const sources = {
  resolve: { conditions: ['authbeat-source'] },
  ssr: { resolve: { conditions: ['authbeat-source', 'node', 'module-sync'] } },
};
const browser = {
  isolate: false,
  globalSetup: ['e2e/harness/global-setup.ts'],
  testTimeout: 300_000,
  hookTimeout: 180_000,
  // On a busy machine, a page takes seconds for what usually takes milliseconds.
  expect: { poll: { timeout: 60_000 } },
};
const unit = {
  setupFiles: ['tools/fix-seed.ts'],
  // A slow machine is no failure: no test measures time by its own limit.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
};
const ADAPTERS = 'packages/server/test/adapters/**/*.test.ts';
const LONG = '**/*.long.test.{ts,tsx}';

// `npm test` runs all projects except those whose names begin with "long"; `npm run test:long` runs these.
// Without isolation, a process runs many files one after the other: to start one costs more than most files take.
export default defineConfig({
  test: {
    reporters: ['default', './tools/report-skipped.ts'],
    // Most tests wait more than they work: with more files at once than cores, all end sooner.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...sources,
        test: {
          ...unit,
          name: 'unit',
          include: ['{packages/*,site,tools}/test/**/*.test.{ts,tsx}'],
          exclude: [LONG, ADAPTERS],
          isolate: false,
        },
      },
      {
        ...sources,
        // Hono's server replaces the global Request and Response, so each of these files has a process of its own.
        test: { ...unit, name: 'adapters', include: [ADAPTERS], exclude: [LONG] },
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
          ...unit,
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

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from 'vitest';
import { sqliteStore } from '../../src/stores/sqlite.ts';
import { describeStore } from '../../src/testing/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'authbeat-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));

describeStore(
  'sqliteStore',
  { create: (place, options) => ({ store: sqliteStore(join(folder, `${place}.db`), options) }) },
  { describe, it },
);

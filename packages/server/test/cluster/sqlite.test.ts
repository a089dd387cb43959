import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { describeCluster } from './describe-cluster.ts';

describe('three processes on one SQLite file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'authbeat-cluster-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  describeCluster(() => ({ kind: 'sqlite', path: join(folder, 'authbeat.db') }));
});

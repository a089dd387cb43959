import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the contract suite runs in node:test', () => {
  const script = join(import.meta.dirname, 'processes/contract-in-node-test.ts');
  // A runner inside a runner would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const report = execFileSync(
    process.execPath,
    ['--conditions=authbeat-source', '--test-reporter=tap', script],
    { env, encoding: 'utf8' },
  );
  expect(report).toMatch(/^# pass \d\d$/m);
  expect(report).toMatch(/^# fail 0$/m);
});

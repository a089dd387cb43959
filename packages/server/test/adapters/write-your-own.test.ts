import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../../..');

it("the guide's own adapter passes the tests, in node:test", () => {
  const guide = readFileSync(join(ROOT, 'docs/adapters/write-your-own.md'), 'utf8');
  const [, example = ''] = /```ts\n(.*?)```/s.exec(guide) ?? [];
  // A runner inside a runner would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const report = execFileSync(
    process.execPath,
    ['--conditions=authbeat-source', '--input-type=module-typescript', '--test-reporter=tap', '-'],
    { input: example, cwd: join(ROOT, 'packages/server'), env, encoding: 'utf8' },
  );
  expect(report).toMatch(/^# pass \d\d$/m);
  expect(report).toMatch(/^# fail 0$/m);
});

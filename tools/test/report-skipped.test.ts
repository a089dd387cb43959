import { describe, expect, it } from 'vitest';
import { describeSkipped, type TestFile } from '../report-skipped.ts';

function file(relativeModuleId: string, skipped: readonly string[]): TestFile {
  return { relativeModuleId, children: { allTests: () => skipped.map((fullName) => ({ fullName })) } };
}

describe('the last lines of a run of the tests', () => {
  it('say what was skipped, and how to install what it needs', () => {
    const text = describeSkipped([
      file('packages/server/test/stores/redis.test.ts', [
        'with Redis > keeps an entry',
        'with Redis > forgets it',
      ]),
      file('packages/core/test/qsh.test.ts', []),
    ]);
    expect(text).toContain('packages/server/test/stores/redis.test.ts (2)');
    expect(text).not.toContain('qsh.test.ts');
    expect(text).toContain('tools/install-databases.sh && tools/install-browsers.sh');
  });

  it('are not there when everything ran', () => {
    expect(describeSkipped([file('packages/core/test/qsh.test.ts', [])])).toBe('');
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '../summarize-tests.ts');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'authbeat-tools-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The report of one file for each list of statuses. */
function summarize(...files: string[][]): { line: string; status: number | null } {
  return run(writeReport('report.json', ...files));
}

function writeReport(name: string, ...files: string[][]): string {
  const path = join(folder, name);
  const testResults = files.map((statuses) => ({
    name: join(folder, 'fruit.test.ts'),
    status: statuses.length > 0 && !statuses.includes('failed') ? 'passed' : 'failed',
    assertionResults: statuses.map((status) => ({
      fullName: 'an apple is red',
      status,
      failureMessages: status === 'failed' ? ['Error: it is green\n    at fruit.test.ts:3'] : [],
    })),
  }));
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

function run(...paths: string[]): { line: string; status: number | null } {
  const { lines, status } = summarizeReports(...paths);
  return { line: lines.at(-1) ?? '', status };
}

function summarizeReports(...paths: string[]): { lines: readonly string[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, ...paths], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { lines: stdout.trim().split('\n'), status };
}

describe('the summary of the tests', () => {
  it('succeeds when every test has passed', () => {
    expect(summarize(['passed', 'passed'], ['passed'])).toStrictEqual({
      line: '3 passed, 0 failed, 0 skipped',
      status: 0,
    });
  });

  it('fails when a test has failed', () => {
    expect(summarize(['passed', 'failed'])).toStrictEqual({
      line: '1 passed, 1 failed, 0 skipped',
      status: 1,
    });
  });

  it('names the tests and the files that did not pass, and says why', () => {
    const red = writeReport('red.json', ['passed', 'failed'], ['skipped'], []);
    expect(summarizeReports(red, join(folder, 'missing.json')).lines).toStrictEqual([
      'FAILED: fruit.test.ts: an apple is red: Error: it is green',
      'SKIPPED: fruit.test.ts: an apple is red: ',
      'FAILED: fruit.test.ts: ',
      'FAILED: missing.json: there is no report',
      '1 passed, 3 failed, 1 skipped',
    ]);
  });

  it.each(['skipped', 'pending', 'todo', 'disabled'])('fails when a test is %s', (status) => {
    expect(summarize(['passed', status])).toStrictEqual({ line: '1 passed, 0 failed, 1 skipped', status: 1 });
  });

  it('adds up several reports, and fails when one of them fails or has no tests', () => {
    const good = writeReport('good.json', ['passed', 'passed']);
    const bad = writeReport('bad.json', ['passed', 'skipped']);
    const empty = writeReport('empty.json');
    expect(run(good, good)).toStrictEqual({ line: '4 passed, 0 failed, 0 skipped', status: 0 });
    expect(run(good, bad)).toStrictEqual({ line: '3 passed, 0 failed, 1 skipped', status: 1 });
    expect(run(good, empty)).toStrictEqual({ line: '2 passed, 0 failed, 0 skipped', status: 1 });
  });

  it('counts a file that cannot be loaded as failed', () => {
    expect(summarize(['passed'], [])).toStrictEqual({ line: '1 passed, 1 failed, 0 skipped', status: 1 });
  });

  it('fails without a report, and with one that has no tests', () => {
    expect(run(join(folder, 'missing.json'))).toStrictEqual({
      line: '0 passed, 1 failed, 0 skipped',
      status: 1,
    });
    expect(summarize()).toStrictEqual({ line: '0 passed, 0 failed, 0 skipped', status: 1 });
  });
});

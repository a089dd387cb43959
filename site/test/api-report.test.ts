import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { reportOf } from '../api/report.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'authbeat-api-'));
  mkdirSync(join(directory, 'dist'));
  const exports = { '.': { types: './dist/index.d.ts' }, './data.json': './data.json' };
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'sample', type: 'module', exports }));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The report of a package whose entry exports `open` from a file with these declarations. */
function reportWith(declarations: string): string {
  writeFileSync(join(directory, 'dist/index.d.ts'), "export { open } from './open.js';\n");
  writeFileSync(join(directory, 'dist/open.d.ts'), declarations);
  return reportOf(directory);
}

const OPEN =
  'interface Options { readonly size?: number }\nexport declare function open(options: Options): void;\n';

it('names what is exported, and what that reaches, though it is not exported itself', () => {
  const report = reportWith(OPEN);
  expect(report).toContain('## sample\n\nopen\n');
  expect(report).toContain('readonly size?: number;');
});

it('differs when a type changes that an export reaches', () => {
  expect(reportWith(OPEN.replace('size?', 'size'))).not.toBe(reportWith(OPEN));
});

it('is the same when a comment, a private member or an unreachable declaration changes', () => {
  const noise = '/** Another comment. */\n';
  expect(reportWith(`${noise}${OPEN}interface Unused { readonly a: string }\n`)).toBe(reportWith(OPEN));
  const box = (members: string): string => `export declare class open { ${members} }\n`;
  expect(reportWith(box('private secret;\nuse(): void;'))).toBe(reportWith(box('use(): void;')));
});

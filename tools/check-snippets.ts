/**
 * People copy examples before they read anything else, so every fenced TypeScript block of the documents and the
 * docstrings compiles, under the strictest settings.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, report, ROOT } from './repository.ts';
import { findSnippets } from './snippets.ts';

// Below node_modules, so that imports resolve as they do for the workspace itself.
const FOLDER = join(ROOT, 'node_modules/.cache/authbeat-snippets');
const COMPILER_OPTIONS = {
  noEmit: true,
  moduleDetection: 'force',
  lib: ['ES2024', 'DOM', 'DOM.Iterable'],
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/** Writes each snippet on the lines that it has in its source: the compiler's line numbers are the source's. */
function writeSnippets(): Map<string, string> {
  const sources = new Map<string, string>();
  for (const path of listFiles('*.md', 'packages/*/src/**/*.ts', 'packages/*/src/**/*.tsx')) {
    for (const { line, language, code } of findSnippets(readFileSync(join(ROOT, path), 'utf8'))) {
      const name = `${path.replaceAll(/\W/g, '_')}_${line}.${language}`;
      writeFileSync(join(FOLDER, name), '\n'.repeat(line - 1) + code);
      sources.set(name, path);
    }
  }
  return sources;
}

function compile(names: readonly string[]): string {
  writeFileSync(join(FOLDER, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(
    join(FOLDER, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions: COMPILER_OPTIONS,
      files: names,
    }),
  );
  const compiler = join(ROOT, 'node_modules/.bin/tsc');
  const { stdout, stderr } = spawnSync(compiler, ['-p', FOLDER, '--pretty', 'false'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

/** What the compiler says about the snippets; what it says about the packages' own sources is not asked here. */
function findProblems(output: string, sources: ReadonlyMap<string, string>): string[] {
  return output.split(/\n(?! )/).flatMap((problem) => {
    const [, name = '', row, rest = ''] = /^([^(]+)\((\d+),\d+\)(: .*)$/s.exec(problem) ?? [];
    const source = sources.get(name);
    if (source !== undefined) return [`${source}:${row}${rest}`];
    return name === '' && problem !== '' ? [problem] : [];
  });
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const sources = writeSnippets();
const problems = findProblems(compile([...sources.keys()]), sources);
if (sources.size === 0) problems.push('There are no snippets.');
report(problems, `${sources.size} snippets compile.`);

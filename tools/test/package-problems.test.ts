import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCS_URL } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { ADDRESSES, fileAt, REPOSITORY } from '../addresses.ts';
import { fileProblems, manifestProblems, readmeProblems, type Manifest } from '../package-problems.ts';
import { listFiles, ROOT } from '../repository.ts';

const read = (path: string): Manifest => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
const ROOT_MANIFEST = read('package.json');
const CORE = read('packages/core/package.json');
const problemsOf = (manifest: Manifest): string[] =>
  manifestProblems(manifest, 'packages/core', ROOT_MANIFEST);

describe('the manifest of a package', () => {
  it.each(listFiles('packages/*/package.json'))('%s has all that npm shows', (path) => {
    const directory = path.replace(/\/package\.json$/, '');
    expect(manifestProblems(read(path), directory, ROOT_MANIFEST)).toEqual([]);
  });

  it.each([
    'description',
    'keywords',
    'homepage',
    'bugs',
    'repository',
    'license',
    'engines',
    'publishConfig',
    'scripts',
  ])('is not complete without its %s', (field) => {
    const problems = problemsOf({ ...CORE, [field]: undefined });
    expect(problems).not.toEqual([]);
    expect(problems.every((problem) => problem.startsWith(`package.json: ${field}`))).toBe(true);
  });

  it('names the folder that it is in', () => {
    expect(problemsOf({ ...CORE, repository: { ...CORE.repository, directory: 'packages/other' } })).toEqual([
      'package.json: repository.directory is missing, or not what it should be',
    ]);
  });
});

describe('the content of a package', () => {
  const COMPLETE = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'src/index.ts'];

  it('has the licence, and nothing of the tests or the build', () => {
    expect(fileProblems(COMPLETE)).toEqual([]);
    expect(fileProblems(COMPLETE.filter((path) => path !== 'LICENSE'))).toEqual(['LICENSE is missing']);
    expect(fileProblems([...COMPLETE, 'test/a.test.ts', 'dist/.tsbuildinfo'])).toEqual([
      'test/a.test.ts should not be published',
      'dist/.tsbuildinfo should not be published',
    ]);
  });

  it('has a README without relative links, which npm cannot follow', () => {
    expect(readmeProblems('[a](https://authbeat.dev/check/) [b](#usage)')).toEqual([]);
    expect(readmeProblems('[a](../../docs/check.md)')).toEqual([
      'README.md: ../../docs/check.md must be an absolute address',
    ]);
  });
});

describe('the public addresses', () => {
  it('are those of the root, in the code as well', () => {
    expect(DOCS_URL).toBe(ADDRESSES.homepage);
  });

  it('lead to files of the repository', () => {
    expect(fileAt(`${DOCS_URL}/server/options/#limits`)).toBe('docs/server/options.md');
    expect(fileAt(`${DOCS_URL}/checks/`)).toBe('docs/checks/README.md');
    expect(fileAt(`${REPOSITORY}/tree/main/packages/core`)).toBe('packages/core');
    expect(fileAt('https://www.atlassian.com/')).toBeUndefined();
  });
});

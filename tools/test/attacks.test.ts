import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../repository.ts';

const DOCUMENT = readFileSync(join(ROOT, 'docs/security/attacks.md'), 'utf8');

/** The tests that the document names, as file and name. */
const TESTS = [...DOCUMENT.matchAll(/^- `(?<file>[^`]+)`: "(?<name>.+)"$/gm)].map(
  ({ groups = {} }) => groups,
);

it('the list of attacks names tests under every heading, and lists nothing else', () => {
  const items = DOCUMENT.split('\n').filter((line) => line.startsWith('- '));
  expect(TESTS.length).toBe(items.length);
  const sections = DOCUMENT.split(/^## /m).slice(1);
  const empty = sections.filter((section) => !section.includes('\n- `'));
  expect(sections.length).toBeGreaterThan(15);
  expect(empty).toEqual([]);
});

it.each(TESTS)('the test of an attack exists: $file, $name', ({ file = '', name = '' }) => {
  const path = join(ROOT, file);
  const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect([`'${name}'`, `"${name}"`, `\`${name}\``].some((literal) => source.includes(literal))).toBe(true);
});

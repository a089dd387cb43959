import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHECKS } from '../src/all-checks.ts';

const DOCS = new URL('../../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8');

describe('the docs', () => {
  it('have a page for every check, and no other', () => {
    const pages = readdirSync(new URL('checks/', DOCS)).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual(CHECKS.map(({ id }) => `${id}.md`).toSorted());
  });

  it.each(CHECKS)('describe $id by its title and its requirement', ({ id, title, requirement }) => {
    const page = read(`checks/${id}.md`);
    expect(page).toContain(`# ${id}\n\n**${title}.**`);
    expect(page).toContain(requirement === undefined ? 'no requirement' : `requirement ${requirement}.`);
    for (const heading of ['What it tests', 'Results', 'Why it matters', 'How to fix it']) {
      expect(page).toContain(`\n## ${heading}\n\n`);
    }
    expect(read('checks/README.md')).toContain(`[${id}](${id}.md)`);
  });

  it('compare every numbered requirement with CSRT', () => {
    const table = read('check.md');
    for (const requirement of ['1.1', '1.2', '1.4', '3', '3.0', '6.2', '7.2', '7.3', '7.4', '16']) {
      expect(table).toMatch(new RegExp(`^\\| ${requirement.replace('.', String.raw`\.`)} `, 'm'));
      expect(CHECKS.some((check) => check.requirement === requirement)).toBe(true);
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complaintsOf, scanFixture, scanFromOutside } from '../fixtures/fixture.ts';
import { SHAPES } from './shapes.ts';

interface Row {
  readonly name: string;
  readonly depth: string;
  readonly expected: Readonly<Record<string, string>>;
}

/** The table of README.md: what a scan complains about in each shape. */
const ROWS: readonly Row[] = readFileSync(new URL('README.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, name = '', , depth = '', complaints = ''] = line.split('|').map((cell) => cell.trim());
    const pairs = [...complaints.matchAll(/(warning|fail|not-judged): ([a-z-]+(?:, [a-z-]+)*)/g)];
    const expected = pairs.flatMap(([, status = '', ids = '']) => ids.split(', ').map((id) => [id, status]));
    return {
      name: name.replaceAll('`', ''),
      depth,
      expected: Object.fromEntries(expected) as Row['expected'],
    };
  });

describe('an app of the shape', () => {
  it('has a row in the table', () => {
    expect(ROWS.map(({ name }) => name)).toEqual(Object.keys(SHAPES));
  });

  it.each(ROWS)('$name has exactly the expected findings', async ({ name, depth, expected }) => {
    const fixture = SHAPES[name] ?? {};
    const report = await (depth === 'inside' ? scanFixture(fixture) : scanFromOutside(fixture));
    expect(report.depth).toBe(depth);
    expect(complaintsOf(report)).toEqual(expected);
  });
});

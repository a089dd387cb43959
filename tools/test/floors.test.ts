import { describe, expect, it } from 'vitest';
import { findFloorProblems, readDiagrams } from '../floors.ts';

const DOCUMENT = `
# Title

<!-- floors: packages/app/src -->

\`\`\`
main.ts          composition: what \`a/\` needs
rooms/ halls/    where people are
checks/*         one each
cellar/ tools.ts
\`\`\`
`;

/** The problems of files whose imports are given by name. */
function judge(files: Record<string, readonly string[]>): readonly string[] {
  const [diagram] = readDiagrams(DOCUMENT);
  if (!diagram) throw new Error('The document has no diagram.');
  const sources = Object.entries({ ...COMPLETE, ...files }).map(([name, imports]) => ({
    path: `packages/app/src/${name}`,
    text: imports
      .map((target) => `import type {\n  A } from '${target}';\nexport * from 'elsewhere';`)
      .join('\n'),
  }));
  return findFloorProblems(diagram, sources).map((problem) => problem.replaceAll('packages/app/src/', ''));
}

const COMPLETE: Record<string, readonly string[]> = {
  'main.ts': ['./rooms/one.ts', './tools.ts'],
  'rooms/one.ts': ['./two.ts', '../cellar/deep/wine.ts'],
  'rooms/two.ts': [],
  'halls/great.ts': ['../checks/a.ts'],
  'checks/a.ts': ['../tools.ts'],
  'cellar/deep/wine.ts': [],
  'tools.ts': [],
};

describe('floors', () => {
  it('allow imports from below and within a folder', () => {
    expect(judge({})).toEqual([]);
  });

  it.each([
    ['cellar/deep/wine.ts', '../../rooms/one.ts', 'a floor above'],
    ['rooms/one.ts', '../halls/great.ts', 'a neighbour'],
    ['cellar/deep/wine.ts', '../../tools.ts', 'a neighbour that is a file'],
  ])('forbid %s to import %s: %s', (name, target) => {
    const imported = target.replace(/^(\.\.\/)+/, '');
    expect(judge({ [name]: [target] })).toEqual([`${name} imports ${imported}`]);
  });

  it('forbid imports between the files of a folder with a star', () => {
    expect(judge({ 'checks/b.ts': ['./a.ts'] })).toEqual(['checks/b.ts imports checks/a.ts']);
  });

  it('find files that are on no floor, and imports of them', () => {
    expect(judge({ 'attic/box.ts': [], 'main.ts': ['./attic/box.ts'] })).toEqual([
      'main.ts imports attic/box.ts',
      'attic/box.ts is on no floor',
    ]);
  });

  it('find entries of the diagram that do not exist', () => {
    const [diagram] = readDiagrams(DOCUMENT);
    expect(diagram && findFloorProblems(diagram, [])).toContain('packages/app/src has no halls/');
  });

  it('see dynamic imports', () => {
    const diagram = { root: 'src', floors: [['high.ts'], ['low.ts']] };
    const files = [
      { path: 'src/high.ts', text: '' },
      { path: 'src/low.ts', text: "await import('./high.ts')" },
    ];
    expect(findFloorProblems(diagram, files)).toEqual(['src/low.ts imports src/high.ts']);
  });
});

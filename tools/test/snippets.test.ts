import { describe, expect, it } from 'vitest';
import { findSnippets } from '../snippets.ts';

const FENCE = '```';

describe('finding snippets', () => {
  it('finds those of a document, with the line on which they begin', () => {
    const text = [
      '# Title',
      `${FENCE}ts`,
      'const a = 1;',
      '',
      'use(a);',
      FENCE,
      `${FENCE}tsx`,
      '<a />',
      FENCE,
    ].join('\n');
    expect(findSnippets(text)).toStrictEqual([
      { line: 3, language: 'ts', code: 'const a = 1;\n\nuse(a);' },
      { line: 8, language: 'tsx', code: '<a />' },
    ]);
  });

  it('finds those of a docstring, without its margin', () => {
    const text = [
      '/**',
      ' * Does it.',
      ' *',
      ` * ${FENCE}ts`,
      ' * if (a) {',
      ' *   b();',
      ' *',
      ' * }',
      ` * ${FENCE}`,
      ' */',
    ];
    expect(findSnippets(text.join('\n'))).toStrictEqual([
      { line: 5, language: 'ts', code: 'if (a) {\n  b();\n\n}' },
    ]);
  });

  it('finds those of an indented docstring and of a list', () => {
    const docstring = ['  /**', `   * ${FENCE}ts`, '   * a();', `   * ${FENCE}`, '   */'].join('\n');
    const list = ['1. First', '', `   ${FENCE}ts`, '   b();', `   ${FENCE}`].join('\n');
    expect(findSnippets(docstring)).toMatchObject([{ line: 3, code: 'a();' }]);
    expect(findSnippets(list)).toMatchObject([{ line: 4, code: 'b();' }]);
  });

  it('skips other languages, and blocks that say why they are left out', () => {
    const blocks = [`${FENCE}json`, '{}', FENCE, `${FENCE}ts ignore shows what does not compile`, 'x', FENCE];
    expect(findSnippets(blocks.join('\n'))).toStrictEqual([]);
  });

  it('does not let a block be left out without a reason', () => {
    expect(findSnippets([`${FENCE}ts ignore`, 'x', FENCE].join('\n'))).toHaveLength(1);
  });
});

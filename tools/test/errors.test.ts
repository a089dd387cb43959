import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../repository.ts';

const SOURCES = [
  'packages/core/src/errors.ts',
  'packages/core/src/protocol.ts',
  'packages/server/src/errors.ts',
  'packages/server/src/host-calls/errors.ts',
  'packages/server/src/stores/errors.ts',
  'packages/gateway/src/errors.ts',
  'packages/scanner/src/errors.ts',
];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The members of unions and of lists of codes, and the codes of the classes that have only one. */
function codesOf(source: string): string[] {
  const lists = [...source.matchAll(/_CODES = \[([^\]]*)\]|ErrorCode = ([^;]*);/g)].join('');
  const codes = [
    ...source.matchAll(/(?:^ {2}\| |AuthbeatError<)'([a-z_]+)'/gm),
    ...lists.matchAll(/'([a-z_]+)'/g),
  ];
  return codes.map(([, code = '']) => code);
}

describe('the documents', () => {
  const documented = new Set(
    [
      ...read('docs/errors.md').matchAll(/^### `([a-z_]+)`$/gm),
      ...read('docs/protocol.md').matchAll(/^\| `([a-z_]+)` /gm),
    ].map(([, code]) => code),
  );

  it.each(SOURCES)('explain every code of %s', (source) => {
    const codes = codesOf(read(source));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !documented.has(code))).toStrictEqual([]);
  });

  it('explain no code that does not exist', () => {
    const codes = new Set(SOURCES.flatMap((source) => codesOf(read(source))));
    expect(codes.size).toBeGreaterThan(40);
    expect([...documented].filter((code) => code !== undefined && !codes.has(code))).toStrictEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES, type TokenKind } from '../../src/inspect/index.ts';
import { DOORS } from '../../src/inspect/doors.ts';

const DOCS = new URL('../../../../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, DOCS), 'utf8');

/** Kinds as docs/server/doors.md names its columns. */
const COLUMNS: Readonly<Record<string, TokenKind>> = {
  iframe: 'iframe',
  context: 'context',
  webhook: 'webhook',
  lifecycle: 'lifecycle',
  session: 'session',
  'page ticket': 'page-ticket',
  'resource ticket': 'resource-ticket',
  'app to host': 'app-to-host',
  'Forge invocation': 'invocation',
};

describe('the docs', () => {
  it('have a page for every cause, and no other', () => {
    const pages = readdirSync(new URL('causes/', DOCS)).filter((name) => name !== 'README.md');
    expect(pages.toSorted()).toEqual(
      Object.keys(CAUSES)
        .map((id) => `${id}.md`)
        .toSorted(),
    );
  });

  it.each(Object.entries(CAUSES))('say of %s what happened and what to do', (id, { title }) => {
    const page = read(`causes/${id}.md`);
    expect(page.startsWith(`# ${id}\n\n**${title}.**\n`)).toBe(true);
    for (const heading of ['What happened', 'What to do']) expect(page).toContain(`\n## ${heading}\n\n`);
    expect(read('causes/README.md')).toContain(`[${id}](${id}.md)`);
  });

  it('have the same table of doors', () => {
    const rows = read('server/doors.md')
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    const [head = [], , ...doors] = rows;
    const written = doors.map(([door = '', ...cells]) => [
      door,
      Object.fromEntries(
        cells.flatMap((cell, index) => {
          const kind = COLUMNS[head[index + 1] ?? ''];
          return cell === '–' || kind === undefined ? [] : [[kind, cell.replaceAll('`', '')]];
        }),
      ),
    ]);
    // The table shows "uninstalled" with the body of another site; below it says that its own opens it.
    const known = DOORS.filter(({ name }) => name !== 'host REST API').map(({ name, admits }) => [
      name,
      name === 'uninstalled' ? {} : admits,
    ]);
    expect(known).toEqual(written);
  });
});

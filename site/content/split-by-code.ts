import { createPage, type Page } from './page.ts';

const SECTION = /^(?<level>#{2,3}) `?(?<code>[a-z][a-z_]*)`?$/;

/**
 * A page for each section whose heading is a code, and one that lists them, unless the document has that address
 * itself. A link to a code can so lead to a page about it alone.
 */
export function splitByCode(
  { path: own, source, title, markdown }: Page,
  { path, plural }: { readonly path: string; readonly plural: string },
): readonly Page[] {
  const sections = sectionsOf(markdown);
  const pages = sections.map(({ code, text }) =>
    createPage(`${path}${code}/`, source, `# \`${code}\`\n\n${text}\n\n[All ${plural}](/${path})\n`),
  );
  const list = sections.map(({ code }) => `- [\`${code}\`](/${path}${code}/)`).join('\n');
  return own === path ? pages : [createPage(path, source, `# ${title}\n\n${list}\n`), ...pages];
}

interface Section {
  readonly code: string;
  readonly text: string;
}

/** The sections whose headings are codes, and the rows of tables that begin with one. */
function sectionsOf(markdown: string): readonly Section[] {
  return [...headedSections(markdown), ...tableRows(markdown)];
}

/** A row becomes a section in which each cell has the heading of its column. */
function tableRows(markdown: string): readonly Section[] {
  let columns: readonly string[] = [];
  return markdown.split('\n').flatMap((line) => {
    if (!line.startsWith('|')) {
      columns = [];
      return [];
    }
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (columns.length === 0) columns = cells;
    const code = /^`([a-z][a-z_]*)`$/.exec(cells[0] ?? '')?.[1];
    if (code === undefined || columns[0] !== 'code') return [];
    const text = cells.slice(1).map((cell, index) => `**${capitalize(columns[index + 1] ?? '')}:** ${cell}.`);
    return [{ code, text: text.join('\n\n') }];
  });
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function headedSections(markdown: string): readonly Section[] {
  const lines = markdown.split('\n');
  return lines.flatMap((line, index) => {
    const { code, level = '' } = SECTION.exec(line)?.groups ?? {};
    if (code === undefined) return [];
    const rest = lines.slice(index + 1);
    const end = rest.findIndex(
      (candidate) => /^#+ /.test(candidate) && candidate.indexOf(' ') <= level.length,
    );
    return [
      {
        code,
        text: rest
          .slice(0, end < 0 ? rest.length : end)
          .join('\n')
          .trim(),
      },
    ];
  });
}

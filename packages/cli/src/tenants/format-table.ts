/** Longer cells are cut. */
const MAX_WIDTH = 80;

/** Formats rows in columns. Characters that a terminal would act upon are replaced, because they come from a database. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(clean));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** A text of a database, fit for a terminal. */
export function clean(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7E\u00A1-\uFFFF]/g, '?');
  return plain.length > MAX_WIDTH ? `${plain.slice(0, MAX_WIDTH - 1)}…` : plain;
}

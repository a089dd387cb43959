import type { Plan } from './plan.ts';

const METHODS = { read: 'GET, HEAD', POST: 'POST', all: 'any' } as const;

/** A table of every path and its door, for a terminal. The first line that fits a request decides. */
export function describePlan({ routes, unknown }: Plan): string {
  const rows = routes.map(({ pattern, methods, door, identity, event, namedBy }) => [
    pattern.text,
    METHODS[methods],
    [door, identity ?? event].filter((part) => part !== undefined).join(' '),
    namedBy,
  ]);
  const rest = unknown === 'pass' ? 'passes as it came' : 'refused';
  const table = [['path', 'methods', 'door', 'named by'], ...rows, ['everything else', 'any', rest, '']];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const tenants =
    unknown === 'pass'
      ? 'Requests of tenants that the gateway does not know pass as they came, and do not heal.'
      : 'Requests of tenants that the gateway does not know are refused.';
  return `${lines.join('\n')}\n\n${tenants}\n`;
}

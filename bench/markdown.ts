import type { Spread } from './statistics.ts';

/** The median, with the lowest and the highest in brackets. */
export function range(spread?: Spread): string {
  if (!spread) return '';
  const digits = spread.median < 100 ? 2 : 0;
  const [median, low, high] = [spread.median, spread.low, spread.high].map((value) => value.toFixed(digits));
  return `${median} (${low}–${high})`;
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

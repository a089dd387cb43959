import type { Paint } from './paint.ts';
import { chop } from './wrap.ts';

/** Where two texts differ: what is before and after is the same in both. */
export interface Difference {
  /** How many characters are the same at the start. */
  readonly start: number;
  /** How many characters are the same at the end. */
  readonly end: number;
}

/** Finds the part in which two texts differ, to the character. */
export function findDifference(left: string, right: string): Difference {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  return { start, end };
}

/** Shows two texts one above the other, with what differs marked. */
export function formatDifference(
  rows: readonly (readonly [name: string, text: string])[],
  { width, paint }: { readonly width: number; readonly paint: Paint },
): readonly string[] {
  const [[, left] = ['', ''], [, right] = ['', '']] = rows;
  const { start, end } = findDifference(left, right);
  const isMarked = rows.length > 1;
  const indent = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines: string[] = [];
  for (const [name, text] of rows) {
    const marked = Array.from(text, (_, index) => isMarked && index >= start && index < text.length - end);
    for (const [index, piece] of chop(text, width - indent).entries()) {
      const offset = index * (width - indent);
      const marks = Array.from(piece, (_, column) => (marked[offset + column] === true ? '^' : ' '))
        .join('')
        .trimEnd();
      lines.push(
        (index === 0 ? paint.dim(name.padEnd(indent)) : ' '.repeat(indent)) +
          paintMarked(piece, marks, paint),
      );
      if (marks !== '') lines.push(' '.repeat(indent) + paint.yellow(marks));
    }
  }
  return lines;
}

function paintMarked(piece: string, marks: string, paint: Paint): string {
  const first = marks.indexOf('^');
  if (first < 0) return piece;
  const last = marks.lastIndexOf('^') + 1;
  return piece.slice(0, first) + paint.yellow(piece.slice(first, last)) + piece.slice(last);
}

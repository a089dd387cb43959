import { CommandError } from '../command-error.ts';

/** Reads `Name: value` lines. The error does not repeat the line, which may contain a secret. */
export function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const mark = line.indexOf(':');
      if (mark < 1) throw new CommandError('Give headers as "Name: value" (--header).');
      return [line.slice(0, mark).trim().toLowerCase(), line.slice(mark + 1).trim()];
    }),
  );
}

import { readFileSync, statSync } from 'node:fs';
import { CommandError } from '../command-error.ts';

/** Larger archives are refused rather than read into memory. */
const MAX_BYTES = 200 * 1024 * 1024;
/** A path is not longer than this; a token may be. */
const MAX_PATH = 1024;

/**
 * Reads what is to be inspected: the argument itself, the file that it names, the standard input, or the words of a
 * command.
 */
export function readInspectInput(input: string | undefined, command: readonly string[]): string {
  if (command.length > 0) {
    if (input !== undefined) throw new CommandError('Give the input before "--" or after it, not both.');
    return command.map(quote).join(' ');
  }
  if (input === undefined)
    throw new CommandError('Give a token, URL, curl command or file, or "-" for the standard input.');
  if (input === '-') return readFileSync(0, 'utf8');
  const stats = isPath(input) ? statSync(input, { throwIfNoEntry: false }) : undefined;
  if (!stats?.isFile()) return input;
  if (stats.size > MAX_BYTES)
    throw new CommandError(`${input} is larger than ${MAX_BYTES / 1024 / 1024} MB.`);
  return readFileSync(input, 'utf8');
}

/** What is a URL, a token or a command is not looked up as a file. */
function isPath(input: string): boolean {
  return input.length <= MAX_PATH && !/^(?:https?:|ey|curl\s|authorization:)|[\s?\0]/i.test(input);
}

/** A word as a POSIX shell reads it back. */
function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import { CommandError } from '../command-error.ts';
import { readVersion } from '../read-version.ts';
import { readApp } from './app.ts';
import type { Change } from './change.ts';
import { planChanges } from './plan.ts';

/** Where the consent comes from. */
export interface InitOptions {
  /** Writes without asking. */
  readonly yes: boolean;
  /** Ends the question. */
  readonly signal: AbortSignal;
}

/**
 * Shows what adds Authbeat to the app in a folder, and writes it with consent.
 *
 * @returns the exit code
 * @throws {CommandError} when there is no app that it can be added to, or a file was changed in the meantime
 */
export async function runInit(folder: string, { yes, signal }: InitOptions): Promise<number> {
  const { changes, steps } = planChanges(readApp(folder), readVersion());
  if (changes.length === 0) {
    process.stdout.write('Authbeat is part of this app. There is nothing to change.\n');
    return 0;
  }
  process.stdout.write(`${changes.map(showDiff).join('\n')}\n`);
  if (!yes && !(await agree(changes.length, signal))) {
    process.stdout.write('Nothing was written.\n');
    return 0;
  }
  for (const change of changes) write(folder, change);
  process.stdout.write(
    `${changes.length} files are written. Next:\n${steps.map((step) => `  - ${step}\n`).join('')}`,
  );
  return 0;
}

function showDiff({ path, before, after }: Change): string {
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    `b/${path}`,
    before ?? '',
    after,
  );
  return patch
    .split('\n')
    .filter((line) => !/^={10}/.test(line))
    .map((line) => {
      if (/^\+(?!\+\+ )/.test(line)) return styleText('green', line);
      return /^-(?!-- )/.test(line) ? styleText('red', line) : line;
    })
    .join('\n');
}

/** Only a person at a terminal can agree. */
async function agree(count: number, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stdout.write('Add --yes to write these changes. ');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test(
      (await terminal.question(`Write these ${count} files? [y/N] `, { signal })).trim(),
    );
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

function write(folder: string, { path, before, after }: Change): void {
  const file = join(folder, path);
  if (before !== undefined && readFileSync(file, 'utf8') !== before)
    throw new CommandError(`${path} was changed in the meantime. Run the command again.`);
  mkdirSync(dirname(file), { recursive: true });
  // A new file replaces none.
  writeFileSync(file, after, { flag: before === undefined ? 'wx' : 'w' });
}

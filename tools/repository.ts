import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The repository's root. */
export const ROOT = resolve(import.meta.dirname, '..');

/** Files of the repository, tracked or new, relative to its root; none that git ignores. */
export function listFiles(...patterns: readonly string[]): readonly string[] {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const output = execFileSync('git', [...options, '--', ...patterns], { cwd: ROOT, encoding: 'utf8' });
  return output.split('\0').filter((path) => path !== '');
}

/** Prints what is wrong, a line each, and lets the process fail; or prints what holds. */
export function report(problems: readonly string[], success: string): void {
  console.log(problems.length > 0 ? problems.join('\n') : success);
  if (problems.length > 0) process.exitCode = 1;
}

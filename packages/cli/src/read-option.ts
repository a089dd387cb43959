import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new InvalidArgumentError('Give a whole number from 1 to 65535.');
  return port;
}

export function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds <= 0 || seconds > 86_400)
    throw new InvalidArgumentError('Give a number of seconds: more than 0, at most 86400.');
  return seconds;
}

/** `--app-directory`: where the command that starts the app runs. */
export function directoryOption(): Option {
  return new Option('--app-directory <path>', 'directory in which the command runs')
    .argParser(readDirectory)
    .default(process.cwd(), 'the current one');
}

/** A folder that exists, as an absolute path. */
export function readDirectory(text: string): string {
  if (!statSync(text, { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError('The directory does not exist.');
  return resolve(text);
}

import { readFile } from 'node:fs/promises';
import { CHECK_IDS, readScanConfig, type ScanConfig } from '@authbeat/scanner';
import { CommandError } from '../command-error.ts';

const DEFAULT_FILE = 'authbeat.check.json';

/** Reads the file of `--config`, or the default file if it exists. */
export async function readConfig(file: string | undefined): Promise<ScanConfig> {
  const text =
    file === undefined
      ? await readFile(DEFAULT_FILE, 'utf8').catch(() => '{}')
      : await readTextFile(file, '--config');
  return readScanConfig(text, CHECK_IDS);
}

/** @throws {CommandError} when the file cannot be read */
export async function readTextFile(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`The file ${file} (${option}) cannot be read. Check its path and permissions.`, {
      cause,
    });
  }
}

import { watchFile, unwatchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readSiteContent, type Host, type SiteContent } from '@authbeat/host';
import { CommandError } from '../command-error.ts';
import { describeError } from '../describe-error.ts';
import type { DevelopOptions } from './options.ts';

/** Editors replace files, which ends a watch of the file itself: its state is looked at instead. */
const LOOK_INTERVAL_MS = 250;

/**
 * Fills the site from the file of `--data`, and again when the file has changed. A file with mistakes changes nothing
 * then.
 *
 * @throws {CommandError} when the file cannot be used at the start
 */
export async function followData(
  { data: file, reporter }: DevelopOptions,
  { site }: Host,
  signal: AbortSignal,
): Promise<void> {
  if (file === undefined) return;
  site.data.apply(await readData(file));
  const readAgain = async (): Promise<void> => {
    try {
      site.data.apply(await readData(file));
      reporter.report({ event: 'note', data: file }, `The data of the site was read again from ${file}.`);
    } catch (error) {
      const reason = describeError(error);
      reporter.report({ event: 'note', data: file, failed: reason }, `${reason} The site is as it was.`);
    }
  };
  watchFile(file, { interval: LOOK_INTERVAL_MS, persistent: false }, () => void readAgain());
  signal.addEventListener('abort', () => unwatchFile(file), { once: true });
}

async function readData(file: string): Promise<SiteContent> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`The data ${file} (--data) cannot be read.`, { cause });
  });
  try {
    return readSiteContent(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'It is not JSON.' : describeError(cause);
    throw new CommandError(`The data ${file} (--data) cannot be used. ${reason}`, { cause });
  }
}

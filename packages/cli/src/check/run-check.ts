import { writeFile } from 'node:fs/promises';
import {
  exitCodeOf,
  formatReport,
  scan,
  type FailOn,
  type Installer,
  type Progress,
  type Report,
  type ReportFormat,
} from '@authbeat/scanner';
import { CommandError } from '../command-error.ts';
import { readTextFile, readConfig } from './read-config.ts';
import { readHeaders } from './read-headers.ts';
import { startStage } from './start-stage.ts';

/** What `authbeat check` is told. Times are in seconds. */
export interface CheckOptions {
  readonly descriptorUrl: string;
  readonly install: boolean;
  readonly format: ReportFormat;
  readonly out?: string;
  readonly failOn: FailOn;
  readonly only: readonly string[];
  readonly api: readonly string[];
  readonly config?: string;
  readonly timeout: number;
  readonly concurrency: number;
  readonly header: readonly string[];
  readonly proxy?: string;
  readonly ca?: string;
  /** The local host's, where one is needed. */
  readonly port: number;
  /** Empty when the app runs already. */
  readonly command: readonly string[];
  readonly appPort: number;
  readonly appDirectory: string;
  readonly wait: number;
  /** Writes to the standard output. */
  readonly print: (text: string) => void;
  /** Shows one line, in place of the one before. */
  readonly progress: (line: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Scans an app and writes the report. Returns the exit code.
 *
 * @throws {ScanError | CommandError} when there is nothing to report
 */
export async function runCheck(options: CheckOptions): Promise<number> {
  const { config, header, ca } = options;
  const headers = readHeaders(header);
  const { apis, accepted } = await readConfig(config);
  const certificates = ca === undefined ? [] : [await readTextFile(ca, '--ca')];
  const stage = await startStage(options);
  try {
    const report = await scan({
      ...pick(options),
      headers,
      accepted,
      apis: [...apis, ...options.api],
      certificateAuthorities: certificates,
      ...(stage.installer && { installer: stage.installer satisfies Installer }),
      onProgress: (progress) => options.progress(describeProgress(progress)),
    });
    await write(report, options);
    return exitCodeOf(report, options.failOn);
  } finally {
    await stage.close();
  }
}

function pick({ descriptorUrl, timeout, concurrency, proxy, only, signal }: CheckOptions) {
  return { descriptorUrl, timeout, concurrency, only, signal, ...(proxy !== undefined && { proxy }) };
}

function describeProgress({ checksDone, checks, requests }: Progress): string {
  return `${checksDone} of ${checks} checks, ${requests} requests`;
}

async function write(report: Report, { format, out, print }: CheckOptions): Promise<void> {
  if (out === undefined) {
    print(formatReport(report, format, { colour: process.stdout.isTTY && !process.env['NO_COLOR'] }));
    return;
  }
  try {
    await writeFile(out, formatReport(report, format));
  } catch (cause) {
    throw new CommandError(`The report cannot be written to ${out} (--out).`, { cause });
  }
}

import { writeFile } from 'node:fs/promises';
import {
  exitCodeOf,
  formatReport,
  scan,
  type Installer,
  type Progress,
  type Report,
} from '@authbeat/scanner';
import { CommandError } from '../command-error.ts';
import type { CheckOptions } from './check-options.ts';
import { readTextFile, readConfig } from './read-config.ts';
import { readHeaders } from './read-headers.ts';
import { startAppAndHost } from './start-app-and-host.ts';

/**
 * Scans an app and writes the report. Returns the exit code.
 *
 * @throws {ScanError | CommandError} when the scan is impossible
 */
export async function runCheck(options: CheckOptions): Promise<number> {
  const { config, header, ca } = options;
  const headers = readHeaders(header);
  const { apis, accepted } = await readConfig(config);
  const certificates = ca === undefined ? [] : [await readTextFile(ca, '--ca')];
  const started = await startAppAndHost(options);
  try {
    const report = await scan({
      ...pick(options),
      headers,
      accepted,
      apis: [...apis, ...options.api],
      certificateAuthorities: certificates,
      ...(started.installer && { installer: started.installer satisfies Installer }),
      onProgress: (progress) => options.progress(describeProgress(progress)),
    });
    await write(report, options);
    return exitCodeOf(report, options.failOn);
  } finally {
    await started.close();
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

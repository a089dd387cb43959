import { writeFile } from 'node:fs/promises';
import {
  exitCodeOf,
  formatReport,
  scan,
  summarizeReport,
  type Installer,
  type Progress,
  type Report,
} from '@authbeat/scanner';
import { CommandError } from '../command-error.ts';
import { isManifest } from '../dev/forge-app.ts';
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
  const onProgress = (progress: Progress): void => options.progress(describeProgress(progress));
  if (isManifest(options.descriptor)) {
    const { checkRemote } = await import('./check-remote.ts');
    return finish(await checkRemote(options, { accepted, headers, onProgress }), options);
  }
  const source = await readSource(options);
  const started = await startAppAndHost(options);
  try {
    const report = await scan({
      ...pick(options),
      ...source,
      headers,
      accepted,
      apis: [...apis, ...options.api],
      certificateAuthorities: certificates,
      ...(started.installer && { installer: started.installer satisfies Installer }),
      onProgress,
    });
    return await finish(report, options);
  } finally {
    await started.close();
  }
}

async function finish(report: Report, options: CheckOptions): Promise<number> {
  await write(report, options);
  return exitCodeOf(report, options.failOn);
}

function pick(options: CheckOptions) {
  const { timeout, concurrency, proxy, only, signal, allowOrigin, headerOrigin } = options;
  return {
    timeout,
    concurrency,
    only,
    signal,
    allowedOrigins: allowOrigin,
    headerOrigins: headerOrigin,
    ...(proxy !== undefined && { proxy }),
  };
}

async function readSource({ descriptor, baseUrl, install }: CheckOptions) {
  if (baseUrl !== undefined && install)
    throw new CommandError(
      '--install needs the URL of the descriptor, from which the app is installed. Leave out --base-url.',
    );
  if (baseUrl !== undefined) return { descriptor: await readJsonFile(descriptor), baseUrl };
  if (!/^https?:/i.test(descriptor))
    throw new CommandError(`"${descriptor}" must be an http or https URL, or a file with --base-url.`);
  return { descriptorUrl: descriptor };
}

async function readJsonFile(file: string): Promise<unknown> {
  const text = await readTextFile(file, 'the descriptor');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new CommandError(`${file} is not JSON.`, { cause });
  }
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
    print(`${summarizeReport(report)}\nThe report is in ${out}.\n`);
  } catch (cause) {
    throw new CommandError(`The report cannot be written to ${out} (--out).`, { cause });
  }
}

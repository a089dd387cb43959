import { parseFault, readManifest, startHost, type Host } from '@authbeat/host';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { placeApp, type AppPlace } from './app-place.ts';
import { checkPortIsFree } from './check-port.ts';
import { findApp } from './find-app.ts';
import { followData } from './follow-data.ts';
import {
  describeForgeTrust,
  forgeEnvironment,
  isManifest,
  keepForgeInstalled,
  type ForgeApp,
} from './forge-app.ts';
import { keepInstalled, openPage } from './keep-installed.ts';
import type { DevelopOptions } from './options.ts';
import { startApp, type App, type Exit } from './start-app.ts';
import { describeAddresses, describeTrustLines, trustLines } from './trust.ts';

/** The lifetime of Forge's invocation tokens in seconds, unless those of the host are shorter. */
const INVOCATION_LIFETIME = 25;

/**
 * Runs an app in a local host until the signal aborts or the app ends. An app that cannot be installed is no reason to
 * end. Returns the exit code: 0 after the signal, 1 when the app ended with a failure.
 *
 * @throws {CommandError} when a port is taken, the command is empty, or the app does not respond or ends before it does
 * @throws {FaultError} when there is no such fault
 */
export async function develop(options: DevelopOptions): Promise<number> {
  const { port, appPort, command, tokenLifetime, product, faults, reporter, signal } = options;
  for (const fault of faults) parseFault(fault);
  if (command[0] === '') throw new CommandError('The command that starts the app is empty.');
  const place = await placeApp(options);
  const forge = await readForgeApp(options);
  await checkPortIsFree(port, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');
  const host = await startHost({
    port,
    product,
    iframeTokenLifetime: tokenLifetime,
    contextTokenLifetime: tokenLifetime,
    invocationTokenLifetime: Math.min(tokenLifetime, INVOCATION_LIFETIME),
  });
  announce(options, host, place, forge);
  host.timeline.subscribe((event) => reporter.report({ event: 'timeline', ...event }));
  const app = command.length > 0 ? start(options, host, place, forge) : undefined;
  const run = new AbortController();
  const running = AbortSignal.any([signal, run.signal]);
  try {
    await followData(options, host, running);
    const ended = app ? app.ended : new Promise<never>(() => {});
    const found = await Promise.race([ended, findApp(options, host, place, app, running)]);
    if (signal.aborted) return 0;
    if (typeof found !== 'string')
      throw new CommandError(`The app ended before it responded (${found.words}). See its output above.`);
    const watched = { ...place, watched: found };
    if (options.install && forge) void keepForgeInstalled(options, host, forge, watched, running);
    else if (options.install) void keepInstalled(options, host, watched, running);
    else await runWithout(options, host);
    return await untilEnd(options, ended);
  } finally {
    run.abort();
    await stop(app, host);
  }
}

/** @throws {ManifestError} with every mistake in the manifest */
async function readForgeApp({ descriptor }: DevelopOptions): Promise<ForgeApp | undefined> {
  if (!isManifest(descriptor)) return undefined;
  return { path: descriptor, manifest: await readManifest(descriptor, { variables: process.env }) };
}

/** Says what is waited for and what the app must trust, before anything can fail. */
function announce(
  { command, wait, reporter }: DevelopOptions,
  host: Host,
  { waitUrl, appUrl }: AppPlace,
  forge: ForgeApp | undefined,
): void {
  const { hostBaseUrl, keyServerUrl, bridgeUrl } = host;
  reporter.report(
    {
      event: 'waiting',
      for: waitUrl,
      hostBaseUrl,
      keyServerUrl,
      bridgeUrl,
      ...(command.length === 0 && { set: trustLines(host, appUrl) }),
    },
    [
      `The local host runs at ${hostBaseUrl}. Waiting up to ${wait} s for the app at ${waitUrl}.`,
      '',
      ...describeAddresses(host),
      ...(command.length > 0
        ? [
            'They are in the environment of the command, for Authbeat, atlassian-connect-express and Spring Boot.',
          ]
        : [
            '',
            'Start the app with the line of its kind, before the command that starts it:',
            ...describeTrustLines(host, appUrl),
            ...(forge ? describeForgeTrust(host, forge) : []),
          ]),
      '',
    ].join('\n'),
  );
}

function start(
  { command, appDirectory, appPort, tokenLifetime, reporter }: DevelopOptions,
  host: Host,
  { listensAt }: AppPlace,
  forge: ForgeApp | undefined,
): App {
  const environment = {
    ...appEnvironment(host, appPort, listensAt),
    ...(forge && forgeEnvironment(host, forge)),
    AUTHBEAT_TOKEN_LIFETIME: String(tokenLifetime),
  };
  return startApp(command, appDirectory, environment, reporter.appOutput);
}

async function runWithout({ faults, open, reporter }: DevelopOptions, host: Host): Promise<void> {
  reporter.report(
    { event: 'running', hostBaseUrl: host.hostBaseUrl },
    `The app is not installed (--no-install). The host is at ${host.hostBaseUrl}.`,
  );
  for (const fault of faults) await host.faults.start(parseFault(fault));
  if (open) openPage(host.hostBaseUrl, reporter);
}

async function untilEnd({ reporter, signal }: DevelopOptions, ended: Promise<Exit>): Promise<number> {
  const end = await Promise.race([ended, aborted(signal)]);
  if (end === 'aborted') return 0;
  reporter.report({ event: 'app-ended', code: end.code }, `The app ended: ${end.words}.`);
  return end.code === 0 ? 0 : 1;
}

async function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}

async function stop(app: App | undefined, host: Host): Promise<void> {
  await Promise.all([app?.stop(), host.close()]);
}

import { setTimeout as wait } from 'node:timers/promises';
import { startHost, type Host, type Installation } from '@authbeat/host';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { describeError } from '../describe-error.ts';
import { installApp } from '../install-app.ts';
import { checkPortIsFree } from './check-port.ts';
import { describeRun } from './describe-run.ts';
import { startApp, type App } from './start-app.ts';
import { waitForApp } from './wait-for-app.ts';
import { watchForRestarts } from './watch-for-restarts.ts';

/** How long an app that refuses its installation has to print why, in milliseconds. */
const LAST_WORDS_MS = 500;

/** The options of `authbeat dev`. Times are in seconds. */
export interface DevelopOptions {
  /** Starts the app. Empty for an app that runs already. */
  readonly command: readonly string[];
  readonly descriptorUrl: string;
  readonly hostPort: number;
  readonly appPort: number;
  readonly appDirectory: string;
  readonly tokenLifetime: number;
  readonly wait: number;
  readonly print: (text: string) => void;
  /** Stops the app and the host. */
  readonly signal: AbortSignal;
}

/**
 * Runs an app in a local host until the signal aborts or the app ends. Returns the exit code: 0 after the
 * signal, 1 when the app ended with a failure.
 *
 * @throws {CommandError}
 * @throws {InstallationError}
 */
export async function develop(options: DevelopOptions): Promise<number> {
  const { hostPort, appPort, command, tokenLifetime, signal } = options;
  await checkPortIsFree(hostPort, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');
  const host = await startHost({
    port: hostPort,
    iframeTokenLifetime: tokenLifetime,
    contextTokenLifetime: tokenLifetime,
  });
  const app =
    command.length > 0 ? startApp(command, options.appDirectory, environmentOf(options, host)) : undefined;
  const run = new AbortController();
  const running = AbortSignal.any([signal, run.signal]);
  try {
    const ended = app ? app.ended.then((exit) => ({ exit })) : new Promise<never>(() => {});
    const outcome = await Promise.race([ended, install(options, host, running), aborted(signal)]);
    if (outcome === 'aborted') return 0;
    if ('exit' in outcome)
      throw new CommandError(
        `The app ended before it responded (${outcome.exit.words}). See its output above.`,
      );
    options.print(describeRun(host, outcome, options));
    void watch(options, outcome, running);
    const end = await Promise.race([ended, aborted(signal)]);
    if (end === 'aborted') return 0;
    options.print(`The app ended: ${end.exit.words}.`);
    return end.exit.code === 0 ? 0 : 1;
  } finally {
    run.abort();
    await stop(app, host);
  }
}

async function install(
  { descriptorUrl, wait: seconds }: DevelopOptions,
  host: Host,
  signal: AbortSignal,
): Promise<Installation> {
  await waitForApp(descriptorUrl, seconds, signal);
  try {
    return await installApp(host, host, descriptorUrl, CommandError);
  } catch (error) {
    // The app is ended next: it may still be printing why it refused the installation.
    await wait(LAST_WORDS_MS);
    throw error;
  }
}

/** Installs the app again after a restart: an app that keeps its tenants in memory has lost them. */
async function watch(
  { descriptorUrl, wait: seconds, print }: DevelopOptions,
  installation: Installation,
  signal: AbortSignal,
): Promise<void> {
  await watchForRestarts(new URL(descriptorUrl), signal, async () => {
    try {
      await waitForApp(descriptorUrl, seconds, signal);
      await installation.reinstall();
      print('The app restarted and was installed again.');
    } catch (error) {
      if (!signal.aborted)
        print(`The app restarted and could not be installed again: ${describeError(error)}`);
    }
  });
}

function environmentOf({ appPort, tokenLifetime }: DevelopOptions, host: Host): Record<string, string> {
  return { ...appEnvironment(host, appPort), AUTHBEAT_TOKEN_LIFETIME: String(tokenLifetime) };
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

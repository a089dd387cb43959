import { startHost, type Host, type Installation } from '@authbeat/host';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { describeError } from '../describe-error.ts';
import { checkPortIsFree } from './check-port.ts';
import { describeRun } from './describe-run.ts';
import { startApp, type App } from './start-app.ts';
import { waitForApp } from './wait-for-app.ts';
import { watchForRestarts } from './watch-for-restarts.ts';

/** What `authbeat dev` is told. Times are in seconds. */
export interface DevelopOptions {
  /** Empty when the app is started by somebody else. */
  readonly command: readonly string[];
  readonly descriptorUrl: string;
  readonly hostPort: number;
  readonly appPort: number;
  readonly appDirectory: string;
  readonly tokenLife: number;
  readonly wait: number;
  readonly print: (text: string) => void;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/**
 * Runs an app in a local host until the signal comes or the app ends. Returns the exit code: 0 on the
 * signal, 1 when the app ended by itself with a failure.
 *
 * @throws {CommandError} and what the host throws
 */
export async function develop(options: DevelopOptions): Promise<number> {
  const { hostPort, appPort, command, tokenLife, signal } = options;
  await checkPortIsFree(hostPort, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');
  const host = await startHost({
    port: hostPort,
    iframeTokenLifetime: tokenLife,
    contextTokenLifetime: tokenLife,
  });
  const app =
    command.length > 0 ? startApp(command, options.appDirectory, environmentOf(options, host)) : undefined;
  const run = new AbortController();
  const running = AbortSignal.any([signal, run.signal]);
  try {
    const ended = app ? app.ended.then((exit) => ({ exit })) : new Promise<never>(() => {});
    const outcome = await Promise.race([ended, install(options, host, running), aborted(signal)]);
    if (outcome === 'aborted') return 0;
    if ('exit' in outcome) throw new CommandError(`The app ended before it answered: ${outcome.exit.words}.`);
    options.print(describeRun(host, outcome, options));
    void watch(options, outcome, running);
    const end = await Promise.race([ended, aborted(signal)]);
    if (end === 'aborted') return 0;
    options.print(`The app has ended: ${end.exit.words}.`);
    return end.exit.code === 0 ? 0 : 1;
  } finally {
    run.abort();
    await stop(app, host);
  }
}

async function install(
  { descriptorUrl, wait }: DevelopOptions,
  host: Host,
  signal: AbortSignal,
): Promise<Installation> {
  await waitForApp(descriptorUrl, wait, signal);
  return host.install(descriptorUrl);
}

/** An app that keeps nothing on disk forgets its installation in a restart, and is told again. */
async function watch(
  { descriptorUrl, wait, print }: DevelopOptions,
  installation: Installation,
  signal: AbortSignal,
): Promise<void> {
  await watchForRestarts(new URL(descriptorUrl), signal, async () => {
    try {
      await waitForApp(descriptorUrl, wait, signal);
      await installation.reinstall();
      print('The app has restarted; it was told again that it is installed.');
    } catch (error) {
      if (!signal.aborted) print(`The app has restarted, but: ${describeError(error)}`);
    }
  });
}

function environmentOf({ appPort, tokenLife }: DevelopOptions, host: Host): Record<string, string> {
  return { ...appEnvironment(host, appPort), AUTHBEAT_TOKEN_LIFE: String(tokenLife) };
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

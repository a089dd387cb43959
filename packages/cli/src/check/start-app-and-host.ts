import type { Installer } from '@authbeat/scanner';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { checkPortIsFree } from '../dev/check-port.ts';
import { startApp, type App } from '../dev/start-app.ts';
import { waitForApp } from '../dev/wait-for-app.ts';
import type { CheckOptions } from './check-options.ts';

/** The app and the local host of a check, if the check has started them. */
export interface AppAndHost {
  readonly installer?: Installer;
  /** Stops both. */
  close(): Promise<void>;
}

type StartOptions = Pick<
  CheckOptions,
  'install' | 'command' | 'port' | 'appPort' | 'appDirectory' | 'baseUrl' | 'descriptor' | 'wait' | 'signal'
>;

/** Starts the local host if the check needs one, and the app if there is a command. */
export async function startAppAndHost(options: StartOptions): Promise<AppAndHost> {
  const { install, command, port, appPort } = options;
  if (!install && command.length === 0) return { close: async () => {} };
  await checkPortIsFree(port, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');

  // Loaded here: a check from outside does not need it.
  const { startHost } = await import('@authbeat/host');
  const { createInstaller } = await import('./create-installer.ts');
  const host = await startHost({ port });
  const app =
    command.length > 0
      ? startApp(command, options.appDirectory, appEnvironment(host, appPort), 'stderr')
      : undefined;
  const close = async (): Promise<void> => {
    await Promise.all([app?.stop(), host.close()]);
  };
  try {
    await waitUntilReady(app, options);
    return { ...(install && { installer: createInstaller(host) }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits until the app responds. @throws {CommandError} when it ends before */
export async function waitUntilReady(app: App | undefined, options: StartOptions): Promise<void> {
  if (!app) return;
  const { descriptor, baseUrl = descriptor, wait, signal } = options;
  const waiting = new AbortController();
  try {
    const ready = waitForApp([baseUrl], wait, AbortSignal.any([signal, waiting.signal]));
    const exit = await Promise.race([ready.then(() => undefined), app.ended]);
    if (exit)
      throw new CommandError(`The app ended before it responded (${exit.words}). See its output above.`);
    if (signal.aborted) throw new CommandError('The check was stopped before the app responded.');
  } finally {
    waiting.abort();
  }
}

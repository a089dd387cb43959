import type { Installer } from '@authbeat/scanner';
import { appEnvironment } from '../app-environment.ts';
import { CommandError } from '../command-error.ts';
import { checkPortIsFree } from '../dev/check-port.ts';
import { startApp, type App } from '../dev/start-app.ts';
import { waitForApp } from '../dev/wait-for-app.ts';
import type { CheckOptions } from './check-options.ts';

/** What a check needs around the app: the app itself, and a host that installs it. */
export interface AppAndHost {
  readonly installer?: Installer;
  /** Stops what was started. */
  close(): Promise<void>;
}

type StartOptions = Pick<
  CheckOptions,
  'install' | 'command' | 'port' | 'appPort' | 'appDirectory' | 'descriptorUrl' | 'wait' | 'signal'
>;

/** Starts the local host where one is needed, and the app where a command is given. */
export async function startAppAndHost(options: StartOptions): Promise<AppAndHost> {
  const { install, command, port, appPort } = options;
  if (!install && command.length === 0) return { close: async () => {} };
  await checkPortIsFree(port, '--port');
  if (command.length > 0) await checkPortIsFree(appPort, '--app-port');

  // Only needed here: a check from outside runs without the host.
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
    await untilAnswering(app, options);
    return { ...(install && { installer: createInstaller(host) }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function untilAnswering(app: App | undefined, options: StartOptions): Promise<void> {
  if (!app) return;
  const { descriptorUrl, wait, signal } = options;
  const waiting = new AbortController();
  try {
    const answered = waitForApp(descriptorUrl, wait, AbortSignal.any([signal, waiting.signal]));
    const exit = await Promise.race([answered, app.ended]);
    if (exit) throw new CommandError(`The app ended before it answered: ${exit.words}.`);
    if (signal.aborted) throw new CommandError('The check was ended before the app answered.');
  } finally {
    waiting.abort();
  }
}

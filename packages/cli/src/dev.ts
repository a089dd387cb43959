import type { Command } from 'commander';
import { describeError } from './describe-error.ts';
import type { DevelopOptions } from './dev/develop.ts';
import { directoryOption, readPort, readSeconds } from './read-option.ts';

interface DevFlags {
  readonly port: number;
  readonly appPort: number;
  readonly appDirectory: string;
  readonly tokenLife: number;
  readonly wait: number;
}

const DESCRIPTION = `Starts a local Jira-like host, starts your app if a command is given, and installs the app.

The command runs with PORT, APP_URL, AUTHBEAT_KEY_SERVER and AUTHBEAT_BRIDGE_URL in its environment,
and with CONNECT_KEYS_CDN_URL, which atlassian-connect-express reads.`;

/** Adds `authbeat dev` to a program. `command` is what starts the app. */
export function defineDev(program: Command, command: readonly string[]): void {
  program
    .command('dev')
    .usage('[options] [descriptor-url] [-- command…]')
    .summary('run an app in a local host')
    .description(DESCRIPTION)
    .argument('[descriptor-url]', "the app's descriptor (default: /atlassian-connect.json on --app-port)")
    .option('--port <number>', "the host's port", readPort, 4100)
    .option('--app-port <number>', "the app's port", readPort, 4200)
    .addOption(directoryOption())
    .option('--token-life <seconds>', 'life of host tokens', readSeconds, 60)
    .option('--wait <seconds>', 'how long the app may take to answer', readSeconds, 120)
    .action(async (descriptorUrl: string | undefined, flags: DevFlags) => {
      process.exitCode = await runUntilSignal({
        command,
        descriptorUrl: descriptorUrl ?? `http://127.0.0.1:${flags.appPort}/atlassian-connect.json`,
        hostPort: flags.port,
        appPort: flags.appPort,
        appDirectory: flags.appDirectory,
        tokenLife: flags.tokenLife,
        wait: flags.wait,
        print: (text) => console.log(text),
      });
    });
}

/** Ctrl-C and SIGTERM end it cleanly, with exit code 0. */
async function runUntilSignal(options: Omit<DevelopOptions, 'signal'>): Promise<number> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.on('SIGINT', end).on('SIGTERM', end);
  try {
    // Loaded when it is needed: help and mistakes are told at once.
    const { develop } = await import('./dev/develop.ts');
    return await develop({ ...options, signal: ending.signal });
  } catch (error) {
    console.error(`authbeat: ${describeError(error)}`);
    return 1;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

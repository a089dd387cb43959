import type { Command } from 'commander';
import { directoryOption, readPort, readSeconds } from './read-option.ts';
import { runUntilSignal } from './run-until-signal.ts';

interface DevFlags {
  readonly port: number;
  readonly appPort: number;
  readonly appDirectory: string;
  readonly tokenLifetime: number;
  readonly wait: number;
}

const DESCRIPTION = `Starts a local host that stands in for Jira, starts your app with the command
after --, and installs the app.

An app on @authbeat/server needs only ...fromEnvironment() in its options. The
command runs with PORT, APP_URL, AUTHBEAT_DEV, AUTHBEAT_KEY_SERVER,
AUTHBEAT_BRIDGE_URL, AUTHBEAT_AUTHORIZATION_SERVER, AUTHBEAT_SESSION_KEY and
AUTHBEAT_TOKEN_LIFETIME in its environment, and with CONNECT_KEYS_CDN_URL, which
atlassian-connect-express reads.`;

/** Adds `authbeat dev` to a program. `command` starts the app; it is empty for an app that runs already. */
export function defineDev(program: Command, command: readonly string[]): void {
  program
    .command('dev')
    .usage('[options] [descriptor-url] [-- command…]')
    .summary('run an app in a local host')
    .description(DESCRIPTION)
    .argument('[descriptor-url]', "the app's descriptor (default: /atlassian-connect.json on --app-port)")
    .option('--port <number>', 'port of the local host', readPort, 4100)
    .option('--app-port <number>', 'port of the app', readPort, 4200)
    .addOption(directoryOption())
    .option('--token-lifetime <seconds>', 'lifetime of host tokens', readSeconds, 60)
    .option('--wait <seconds>', 'how long to wait for the app to respond', readSeconds, 120)
    .action(async (descriptorUrl: string | undefined, flags: DevFlags) => {
      process.exitCode = await runUntilSignal(
        async (signal) => {
          // Loaded here, so that help and mistakes in options do not wait for it.
          const { develop } = await import('./dev/develop.ts');
          return develop({
            command,
            descriptorUrl: descriptorUrl ?? `http://127.0.0.1:${flags.appPort}/atlassian-connect.json`,
            hostPort: flags.port,
            appPort: flags.appPort,
            appDirectory: flags.appDirectory,
            tokenLifetime: flags.tokenLifetime,
            wait: flags.wait,
            print: (text) => console.log(text),
            signal,
          });
        },
        { exitCode: 1 },
      );
    });
}

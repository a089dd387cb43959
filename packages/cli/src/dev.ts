import { FAULTS, type FaultDescription } from '@authbeat/host/faults';
import { Option, type Command } from 'commander';
import type { DevelopSettings } from './dev/options.ts';
import { readDirectory, readPort, readSeconds } from './read-option.ts';
import { readVersion } from './read-version.ts';
import { runUntilSignal } from './run-until-signal.ts';

/** The flags that were given; `install` is always there. */
type DevFlags = Partial<Omit<DevelopSettings, 'descriptor' | 'command' | 'faults' | 'install'>> & {
  readonly install: boolean;
  readonly fault?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
};

const DESCRIPTION = `Starts a local host that stands in for Jira or Confluence, starts your app with
the command after --, and installs the app. It says what the app must trust, and goes on
when the app cannot be installed.

An app on @authbeat/server needs only ...fromEnvironment() in its options. The
command runs with PORT, APP_URL, AUTHBEAT_DEV, AUTHBEAT_KEY_SERVER,
AUTHBEAT_BRIDGE_URL, AUTHBEAT_AUTHORIZATION_SERVER, AUTHBEAT_SESSION_KEY and
AUTHBEAT_TOKEN_LIFETIME in its environment, and with what
atlassian-connect-express and Atlassian's starter for Spring Boot read.`;

/** Adds `authbeat dev` to a program. `command` starts the app; it is empty for an app that runs already. */
export function defineDev(program: Command, command: readonly string[]): void {
  program
    .command('dev')
    .usage('[options] [descriptor] [-- command…]')
    .summary('run an app in a local host')
    .description(DESCRIPTION)
    .version(readVersion(), '--version', 'print the version')
    .argument(
      '[descriptor]',
      "URL or file of the app's descriptor, or manifest.yml of a Forge app (default: /atlassian-connect.json on --app-port)",
    )
    .option('--port <number>', 'port of the local host (default: 4100)', readPort)
    .option('--app-port <number>', 'port of the app (default: 4200)', readPort)
    .option(
      '--app-directory <path>',
      'directory in which the command runs (default: the current one)',
      readDirectory,
    )
    .option('--token-lifetime <seconds>', 'lifetime of host tokens (default: 60)', readSeconds)
    .option('--wait <seconds>', 'how long to wait for the app to respond (default: 120)', readSeconds)
    .option('--data <file>', 'users, projects, issues, spaces and pages of the site, as JSON')
    .option('--fault <fault>', 'start a fault; may be repeated', collect)
    .addOption(
      new Option('--product <product>', 'what the local host stands in for (default: jira)').choices([
        'jira',
        'confluence',
      ]),
    )
    .option('--open', 'open the site in the browser when the app is installed')
    .option('--no-install', 'do not install the app')
    .option('--allow-remote', 'install an app whose baseUrl is not on this machine')
    .option('--config <file>', 'the configuration (default: authbeat.dev.json)')
    .option('--json', 'print what happens as JSON, one object on each line')
    .addHelpText('after', describeFaults)
    .action(async (descriptor: string | undefined, flags: DevFlags) => {
      process.exitCode = await runUntilSignal(async (signal) => run(command, descriptor, flags, signal), {
        exitCode: 1,
        endsWithTerminal: true,
      });
    });
}

async function run(
  command: readonly string[],
  descriptor: string | undefined,
  { config, fault, json, install, ...flags }: DevFlags,
  signal: AbortSignal,
): Promise<number> {
  // Loaded here, so that help and mistakes in options do not wait for it.
  const { develop } = await import('./dev/develop.ts');
  const { readSettings } = await import('./dev/read-config.ts');
  const { createJsonReporter, createTextReporter } = await import('./dev/reporter.ts');
  const settings = await readSettings(config, {
    ...flags,
    ...(descriptor !== undefined && { descriptor }),
    ...(command.length > 0 && { command }),
    ...(fault && { faults: fault }),
    ...(!install && { install }),
  });
  const print = (text: string): void => console.log(text);
  const reporter = json === true ? createJsonReporter(print) : createTextReporter(print);
  return develop({ ...settings, reporter, signal });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The faults, for the help. */
function describeFaults(): string {
  const nameOf = ({ id, value }: FaultDescription): string => (value ? `${id}=${value.default}` : id);
  const width = Math.max(...FAULTS.map((fault) => nameOf(fault).length));
  const lines = FAULTS.map(
    (fault) => `  ${nameOf(fault).padEnd(width)}  ${fault.sentence.replaceAll('`', '')}`,
  );
  return ['', 'Faults (the values are the defaults):', ...lines].join('\n');
}

import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CheckOptions } from './check/check-options.ts';
import { directoryOption, readPort, readSeconds } from './read-option.ts';
import { runUntilSignal } from './run-until-signal.ts';

type CheckFlags = Pick<
  CheckOptions,
  | 'allowOrigin'
  | 'api'
  | 'baseUrl'
  | 'config'
  | 'format'
  | 'header'
  | 'headerOrigin'
  | 'only'
  | 'out'
  | 'proxy'
  | 'timeout'
  | 'wait'
> & {
  readonly install?: boolean;
  readonly appDirectory: string;
  readonly appPort: number;
  readonly ca?: string;
  readonly concurrency: number;
  readonly failOn: 'fail' | 'warn';
  readonly port: number;
};

/** The exit code when something could not be judged: no response, or options that cannot be used. */
const COULD_NOT_JUDGE = 2;

const FORMATS = ['text', 'json', 'sarif', 'junit', 'html', 'markdown'];

const DESCRIPTION = `Tests a Connect app against the security requirements of the Marketplace.

From outside, it requests every entry point of the descriptor without a
token and with forged tokens.

With --install, it also installs the app for tenants of a local host, tests
it with genuine tokens, and uninstalls it again. The app must trust the key
server of the local host: a command after -- is started with its address in
AUTHBEAT_KEY_SERVER.

With the manifest.yml of a Forge app, it tests the routes of its remote with
tokens of a local host.

Exit code: 0 when nothing failed, 1 when a check failed, 2 when a check could
not be judged.`;

/** Adds `authbeat check` to a program. `command` starts the app; it is empty for an app that runs already. */
export function defineCheck(program: Command, command: readonly string[]): void {
  program
    .command('check')
    .usage('[options] [descriptor] [-- command…]')
    .summary('test the security of an app')
    .description(DESCRIPTION)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : COULD_NOT_JUDGE))
    .argument(
      '[descriptor]',
      "URL of the app's descriptor (default: /atlassian-connect.json on --app-port), a file with --base-url, or manifest.yml",
    )
    .option('--base-url <url>', 'where the app of a descriptor file runs')
    .option('--install', 'test from inside as well, with tenants of a local host')
    .addOption(new Option('--format <format>', 'format of the report').choices(FORMATS).default('text'))
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <status>', 'the lowest status that fails the command')
        .choices(['fail', 'warn'])
        .default('fail'),
    )
    .addOption(
      new Option('--only <checks>', 'ids or requirement numbers, separated by commas')
        .argParser(readList)
        .default([], 'all'),
    )
    .addOption(
      new Option(
        '--api <path>',
        'an API of the app that requires a token, such as /api/notes; may be repeated',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--config <file>', 'accepted findings (default: authbeat.check.json, if it exists)')
    .option('--timeout <seconds>', 'timeout of a request', readSeconds, 10)
    .option('--concurrency <number>', 'number of requests at a time', readCount, 8)
    .addOption(
      new Option('--header <name: value>', "sent to the app's origin; may be repeated")
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('--allow-origin <origin>', 'another origin of the app to test; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      new Option('--header-origin <origin>', 'an allowed origin that gets --header too; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--proxy <url>', 'an HTTP proxy')
    .option('--ca <file>', 'additional certificates to trust, as PEM')
    .option('--port <number>', 'port of the local host', readPort, 4100)
    .option('--app-port <number>', 'port of the app that the command starts', readPort, 4200)
    .addOption(directoryOption())
    .option('--wait <seconds>', 'how long to wait for the app to respond', readSeconds, 120)
    .action(async (descriptor: string | undefined, flags: CheckFlags) => {
      process.exitCode = await check({
        ...flags,
        install: flags.install ?? false,
        command,
        descriptor: descriptor ?? `http://127.0.0.1:${flags.appPort}/atlassian-connect.json`,
        appDirectory: flags.appDirectory,
      });
    });
}

/** Runs the check. Its progress is shown on a terminal only. */
async function check(options: Omit<CheckOptions, 'signal' | 'print' | 'progress'>): Promise<number> {
  const showsProgress = process.stderr.isTTY;
  const clear = (): void => void (showsProgress && process.stderr.write('\r\u001B[K'));
  return runUntilSignal(
    async (signal) => {
      // Loaded here, so that help and mistakes in options do not wait for it.
      const { runCheck } = await import('./check/run-check.ts');
      return runCheck({
        ...options,
        signal,
        print: (text) => {
          clear();
          process.stdout.write(text);
        },
        progress: (line) => void (showsProgress && process.stderr.write(`\r\u001B[K${line}`)),
      });
    },
    { exitCode: COULD_NOT_JUDGE, beforeMessage: clear },
  );
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

function readList(text: string, previous: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...previous, ...names.filter((name) => name !== '')];
}

function readCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,2}$/.test(text) || count < 1 || count > 64)
    throw new InvalidArgumentError('Give a whole number from 1 to 64.');
  return count;
}

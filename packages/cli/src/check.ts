import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CheckOptions } from './check/check-options.ts';
import { describeError } from './describe-error.ts';
import { directoryOption, readPort, readSeconds } from './read-option.ts';

type CheckFlags = Pick<
  CheckOptions,
  'api' | 'config' | 'format' | 'header' | 'only' | 'out' | 'proxy' | 'timeout' | 'wait'
> & {
  readonly install?: boolean;
  readonly appDirectory: string;
  readonly appPort: number;
  readonly ca?: string;
  readonly concurrency: number;
  readonly failOn: 'fail' | 'warn';
  readonly port: number;
};

const FORMATS = ['text', 'json', 'sarif', 'junit', 'html', 'markdown'];

const DESCRIPTION = `Tests a Connect app against the security requirements of the Marketplace.

From outside, it asks for what the descriptor declares as anybody can:
without a token and with forged ones.

With --install, it also installs the app for tenants of a local host, tests
it with genuine tokens, and uninstalls them again. The app must trust the
host's key server (AUTHBEAT_KEY_SERVER); a command after -- is started with
it in its environment.

Exit code: 0 passed, 1 something failed, 2 something could not be judged.`;

/** Adds `authbeat check` to a program. `command` is what starts the app; empty where it runs already. */
export function defineCheck(program: Command, command: readonly string[]): void {
  program
    .command('check')
    .usage('[options] [descriptor-url] [-- command…]')
    .summary('test the security of an app')
    .description(DESCRIPTION)
    .argument('[descriptor-url]', "the app's descriptor (default: /atlassian-connect.json on --app-port)")
    .option('--install', 'test from inside as well, with tenants of a local host')
    .addOption(new Option('--format <format>', 'form of the report').choices(FORMATS).default('text'))
    .option('--out <file>', 'write the report to a file')
    .addOption(
      new Option('--fail-on <status>', 'what makes it fail').choices(['fail', 'warn']).default('fail'),
    )
    .addOption(
      new Option('--only <checks>', 'ids or requirement numbers, separated by commas')
        .argParser(readList)
        .default([], 'all'),
    )
    .addOption(
      new Option('--api <path>', 'an API of the app that wants a token; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--config <file>', 'accepted findings (default: authbeat.check.json, where there is one)')
    .option('--timeout <seconds>', 'for one request', readSeconds, 10)
    .option('--concurrency <number>', 'requests at once', readCount, 8)
    .addOption(
      new Option('--header <name: value>', 'sent with every request; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--proxy <url>', 'an HTTP proxy')
    .option('--ca <file>', 'certificates to trust besides the well-known ones, as PEM')
    .option('--port <number>', "the local host's port", readPort, 4100)
    .option('--app-port <number>', "the app's port, for a command", readPort, 4200)
    .addOption(directoryOption())
    .option('--wait <seconds>', 'how long the app may take to response', readSeconds, 120)
    .action(async (descriptorUrl: string | undefined, flags: CheckFlags) => {
      process.exitCode = await runUntilSignal({
        ...flags,
        install: flags.install ?? false,
        command,
        descriptorUrl: descriptorUrl ?? `http://127.0.0.1:${flags.appPort}/atlassian-connect.json`,
        appDirectory: flags.appDirectory,
      });
    });
}

/** Ctrl-C and SIGTERM end it, after the tenants are uninstalled and the app is stopped. */
async function runUntilSignal(options: Omit<CheckOptions, 'signal' | 'print' | 'progress'>): Promise<number> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.on('SIGINT', end).on('SIGTERM', end);
  const showsProgress = process.stderr.isTTY;
  const clear = (): void => void (showsProgress && process.stderr.write('\r\u001B[K'));
  try {
    // Loaded when it is needed: help and mistakes are told at once.
    const { runCheck } = await import('./check/run-check.ts');
    return await runCheck({
      ...options,
      signal: ending.signal,
      print: (text) => {
        clear();
        process.stdout.write(text);
      },
      progress: (line) => void (showsProgress && process.stderr.write(`\r\u001B[K${line}`)),
    });
  } catch (error) {
    clear();
    console.error(`authbeat: ${describeError(error)}`);
    return 2;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
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

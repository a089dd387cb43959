import { InvalidArgumentError, Option, type Command } from 'commander';
import type { InspectFlags } from './inspect/flags.ts';
import { runUntilSignal } from './run-until-signal.ts';

const DESCRIPTION = `Explains a token and the request it came with: its kind, what it says, whether
its signature is right, which doors accept it, and why others refuse it.

The input is a token, a URL, an Authorization header, a curl command, an HTTP
archive (HAR) or a file with one of them; "-" reads the standard input. A curl
command may also follow "--".

Nothing leaves this machine, and secrets are never printed.

Exit code: 0 when nothing is wrong, 1 when something is, 2 when the command
could not run.`;

const EXAMPLES = `
Examples:
  authbeat inspect 'https://app.example.com/panel?issueKey=AB-1&jwt=eyJ…'
  authbeat inspect --secret-env SHARED_SECRET eyJ…
  authbeat inspect --store authbeat.db requests.har
  pbpaste | authbeat inspect -`;

/** Adds `authbeat inspect` to a program. `command` is what follows `--`: a curl command, or nothing. */
export function defineInspect(program: Command, command: readonly string[]): void {
  program
    .command('inspect')
    .usage('[options] <input>')
    .summary('explain a token, and why it is refused')
    .description(DESCRIPTION)
    .argument('[input]', 'a token, URL, curl command or HAR; a file with one; or "-"')
    .addOption(repeatable('--secret-env <name>', 'an environment variable with a shared secret'))
    .addOption(repeatable('--previous-secret-env <name>', 'the same, of a secret that was replaced'))
    .option('--secret-stdin', 'read a shared secret from the standard input')
    .option('--store <file>', 'take the shared secrets from the SQLite store of the app')
    .option('--jwks <file>', 'public keys for RS256: a JWK set, or PEM')
    .option('--descriptor <file>', 'the descriptor of the app')
    .option('--base-url <url>', 'the base URL that qsh is computed with')
    .option('--method <method>', 'the method of the request')
    .option('--url <url>', 'the URL of the request as the app received it')
    .option('--at <time>', 'inspect as of this time: ISO 8601, or seconds since 1970', readTime)
    .option('--show-tokens', 'print tokens whole')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (input: string | undefined, flags: InspectFlags) => {
      process.exitCode = await runUntilSignal(
        async () => {
          // Loaded on use, so that help and mistakes in options are printed at once.
          const { runInspect } = await import('./inspect/run-inspect.ts');
          return runInspect(input, command, flags);
        },
        { exitCode: 2 },
      );
    });
}

function repeatable(flags: string, description: string): Option {
  const collect = (value: string, previous: readonly string[]): readonly string[] => [...previous, value];
  return new Option(flags, `${description}; may be repeated`).argParser(collect).default([], 'none');
}

function readTime(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(seconds)) throw new InvalidArgumentError('Give ISO 8601, or seconds since 1970.');
  return seconds;
}

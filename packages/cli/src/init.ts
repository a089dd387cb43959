import type { Command } from 'commander';
import { readDirectory } from './read-option.ts';
import { runUntilSignal } from './run-until-signal.ts';

const DESCRIPTION = `Adds Authbeat to an app on Express, Fastify, Hono or Next.js: the packages, a file
with its options, the endpoints, and the lifecycle URLs of the descriptor.

It shows every change as a diff, and writes only after you agree. Secrets and
.env files are neither read nor written.

Exit code: 0 when the changes are written or shown, 1 when it could not run.`;

/** Adds `authbeat init` to a program. */
export function defineInit(program: Command): void {
  program
    .command('init')
    .summary('add Authbeat to an app')
    .description(DESCRIPTION)
    .argument('[directory]', 'the folder with the package.json of the app', readDirectory, process.cwd())
    .option('--yes', 'write without asking')
    .action(async (folder: string, flags: { readonly yes?: boolean }) => {
      process.exitCode = await runUntilSignal(
        async (signal) => {
          // Loaded on use, so that help and mistakes in options are printed at once.
          const { runInit } = await import('./init/run-init.ts');
          return runInit(folder, { yes: flags.yes ?? false, signal });
        },
        { exitCode: 1 },
      );
    });
}

import { AuthbeatError } from '@authbeat/core';
import { Option, type Command } from 'commander';
import { CommandError } from './command-error.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { clean } from './tenants/format-table.ts';
import type { ExportFlags } from './tenants/run-export.ts';
import type { ForgetFlags } from './tenants/run-forget.ts';
import type { ImportFlags } from './tenants/run-import.ts';
import type { LinkFlags, UnlinkFlags } from './tenants/run-link.ts';
import type { ListFlags } from './tenants/run-list.ts';

const STORE = 'the store of the app: a SQLite file, or a postgres:// or redis:// URL, or env:NAME';

const DESCRIPTION = `Imports the tenants of an app that moves to Authbeat, and looks after those of a store.

An address is a SQLite file or a URL; env:NAME takes it from an environment
variable, so that no password is on the command line. The driver of a database
comes from the app in this folder. Encryption keys come from
AUTHBEAT_ENCRYPTION_KEYS, separated by commas. Secrets are never printed.`;

const IMPORT = `Imports tenants, so that no site has to install the app again. It reads the
source and writes nothing unless --write is given. Repeat it as often as you
like: a tenant of which Authbeat has processed an installed or uninstalled call
is never overwritten.

  ace     atlassian-connect-express: a SQLite file, or a postgres://, mysql://,
          redis://, mongodb:// or dynamodb:// URL (dynamodb://eu-west-1)
  spring  the table atlassian_host: a SQLite file, or a postgres:// or
          mysql:// URL
  json    newline-delimited JSON: a file of "authbeat tenants export", or bodies
          of installed calls; "-" reads the standard input`;

/** Adds `authbeat tenants` to a program. */
export function defineTenants(program: Command): void {
  const tenants = program
    .command('tenants')
    .summary('import, export, list, link and forget the tenants of a store')
    .description(DESCRIPTION);
  defineImport(tenants);
  tenants
    .command('export')
    .summary('write all tenants, with their secrets, to a file')
    .requiredOption('--store <address>', STORE)
    .requiredOption('--out <file>', 'a new file, which only its owner can read')
    .action(async (flags: ExportFlags) =>
      run(async () => (await import('./tenants/run-export.ts')).runExport(flags)),
    );
  tenants
    .command('list')
    .summary('list the tenants, and the Forge installations with their links')
    .requiredOption('--store <address>', STORE)
    .option('--json', 'print newline-delimited JSON')
    .action(async (flags: ListFlags) =>
      run(async () => (await import('./tenants/run-list.ts')).runList(flags)),
    );
  tenants
    .command('show')
    .summary('show what the store keeps of a tenant or a Forge installation')
    .argument('<name>', 'the clientKey, or the installationId')
    .requiredOption('--store <address>', STORE)
    .action(async (clientKey: string, flags: ListFlags) =>
      run(async () => (await import('./tenants/run-list.ts')).runShow(clientKey, flags)),
    );
  tenants
    .command('forget')
    .summary('erase what the host said about a tenant or a Forge installation, and end its sessions')
    .argument('<name>', 'the clientKey, or the installationId')
    .requiredOption('--store <address>', STORE)
    .option('--force', 'also if the app is installed')
    .option('--write', 'write; otherwise nothing is changed')
    .action(async (clientKey: string, flags: ForgetFlags) =>
      run(async () => (await import('./tenants/run-forget.ts')).runForget(clientKey, flags)),
    );
  defineLinks(tenants);
}

function defineLinks(tenants: Command): void {
  tenants
    .command('link')
    .summary('give a Forge installation the data of a tenant')
    .argument('<installationId>', 'the ARI of the installation')
    .argument('<clientKey>', 'the tenant of Connect')
    .requiredOption('--store <address>', STORE)
    .option('--force', 'also if the tenant is unknown, or of another site')
    .option('--write', 'write; otherwise nothing is changed')
    .action(async (installationId: string, clientKey: string, flags: LinkFlags) =>
      run(async () => (await import('./tenants/run-link.ts')).runLink(installationId, clientKey, flags)),
    );
  tenants
    .command('unlink')
    .summary('remove the link of a Forge installation; only "link" sets one again')
    .argument('<installationId>', 'the ARI of the installation')
    .requiredOption('--store <address>', STORE)
    .option('--write', 'write; otherwise nothing is changed')
    .action(async (installationId: string, flags: UnlinkFlags) =>
      run(async () => (await import('./tenants/run-link.ts')).runUnlink(installationId, flags)),
    );
}

function defineImport(tenants: Command): void {
  tenants
    .command('import')
    .summary('import the tenants of another store')
    .description(IMPORT)
    .argument('<source>', 'the address of the store that has the tenants now')
    .addOption(
      new Option('--from <kind>', 'what the source is')
        .choices(['ace', 'spring', 'json'])
        .makeOptionMandatory(),
    )
    .requiredOption('--into <address>', STORE)
    .requiredOption('--app-key <key>', 'the key of the descriptor: tenants of other apps are left')
    .option('--table <name>', 'the table or collection (default: AddonSettings, or atlassian_host)')
    .option('--write', 'write; otherwise nothing is changed')
    .option('--json', 'print JSON')
    .action(async (source: string, flags: ImportFlags) =>
      run(async () => (await import('./tenants/run-import.ts')).runImport(source, flags)),
    );
}

/** Loads what a command does on use, so that help and mistakes in options are printed at once. */
async function run(command: () => Promise<number>): Promise<void> {
  process.exitCode = await runUntilSignal(
    async () => {
      try {
        return await command();
      } catch (cause) {
        if (cause instanceof AuthbeatError || cause instanceof CommandError) throw cause;
        throw new CommandError(`The database failed: ${reasonOf(cause)}.`, { cause });
      }
    },
    { exitCode: 2 },
  );
}

/** Some drivers' errors have a code and no message. */
function reasonOf(cause: unknown): string {
  const { message = '', code = '' } = cause as { message?: string; code?: string };
  return clean(message || code || 'no reason was given').replace(/\.$/, '');
}

import { CommandError } from '../command-error.ts';
import { openStore } from '../databases/open-store.ts';

/** The flags of `authbeat tenants forget`. */
export interface ForgetFlags {
  readonly store: string;
  readonly write?: boolean;
  readonly force?: boolean;
}

/** Erases a tenant, or says what would be erased. Returns the exit code. */
export async function runForget(clientKey: string, flags: ForgetFlags): Promise<number> {
  const { forgetTenant } = await import('@authbeat/server/import');
  const { store, close } = await openStore(flags.store);
  try {
    const tenant = await store.readTenant(clientKey);
    if (!tenant) throw new CommandError('The store has no tenant and no Forge installation of this name.');
    if (tenant.installed && flags.force !== true) {
      throw new CommandError(
        'The tenant has the app installed, and would have to install it again. Repeat with --force to forget it.',
      );
    }
    if (flags.write !== true) {
      process.stdout.write('Nothing was written. Repeat the command with --write to forget the tenant.\n');
      return 0;
    }
    const wasForgotten = await forgetTenant(store, clientKey);
    process.stdout.write(wasForgotten ? 'The tenant is forgotten.\n' : 'The tenant was forgotten before.\n');
  } finally {
    await close();
  }
  return 0;
}

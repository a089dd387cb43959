import { clean } from './format-table.ts';
import { openStore } from '../databases/open-store.ts';

/** The flags of `authbeat tenants link`. */
export interface LinkFlags {
  readonly store: string;
  readonly write?: boolean;
  readonly force?: boolean;
}

/** The flags of `authbeat tenants unlink`. */
export type UnlinkFlags = Pick<LinkFlags, 'store' | 'write'>;

/** Links a Forge installation to a tenant, or checks the link and says what would be linked. Returns the exit code. */
export async function runLink(installationId: string, clientKey: string, flags: LinkFlags): Promise<number> {
  const { linkInstallation } = await import('@authbeat/server/import');
  const { store, close } = await openStore(flags.store);
  try {
    const { write = false, force = false } = flags;
    const isNew = await linkInstallation(store, { installationId, clientKey }, { write, force });
    if (!write) {
      const linkedTo = (await store.readTenant(installationId))?.forge?.linkedTo;
      const state = linkedTo === undefined ? 'not linked' : `linked to ${clean(linkedTo)}`;
      return print(
        `The installation is ${state}. Nothing was written. Repeat the command with --write to link it.`,
      );
    }
    return print(isNew ? 'The installation is linked.' : 'The installation was linked to the tenant before.');
  } finally {
    await close();
  }
}

/** Removes the link of a Forge installation. Returns the exit code. */
export async function runUnlink(installationId: string, flags: UnlinkFlags): Promise<number> {
  const { unlinkInstallation } = await import('@authbeat/server/import');
  const { store, close } = await openStore(flags.store);
  try {
    if (flags.write !== true)
      return print('Nothing was written. Repeat the command with --write to remove the link.');
    const wasLinked = await unlinkInstallation(store, installationId);
    return print(wasLinked ? 'The link is removed.' : 'The installation was not linked.');
  } finally {
    await close();
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

import { open } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import { openStore } from '../databases/open-store.ts';
import { formatCount } from '../format-count.ts';

/** The flags of `authbeat tenants export`. */
export interface ExportFlags {
  readonly store: string;
  readonly out: string;
}

/** Exports all tenants to a new file that only its owner can read. Returns the exit code. */
export async function runExport({ store: address, out }: ExportFlags): Promise<number> {
  const { exportTenants } = await import('@authbeat/server/import');
  const { store, close } = await openStore(address);
  try {
    const file = await open(out, 'wx', 0o600).catch((cause: unknown) => {
      throw new CommandError(`The file ${out} cannot be written (--out), or exists already.`, { cause });
    });
    let count = 0;
    try {
      for await (const line of exportTenants(store)) {
        await file.write(`${line}\n`);
        count += 1;
      }
    } finally {
      await file.close();
    }
    process.stdout.write(`${formatCount(count, 'tenant')} written to ${out}, with all secrets.\n`);
  } finally {
    await close();
  }
  return 0;
}

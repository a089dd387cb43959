import type { TenantRecord } from '@authbeat/server';
import { CommandError } from '../command-error.ts';
import { formatTable } from './format-table.ts';
import { openStore } from './open-store.ts';

/** The flags of `authbeat tenants list` and `authbeat tenants show`. */
export interface ListFlags {
  readonly store: string;
  readonly json?: boolean;
}

/** Lists the tenants of a store, without their secrets. Returns the exit code. */
export async function runList({ store: address, json = false }: ListFlags): Promise<number> {
  const { store, close } = await openStore(address);
  try {
    const tenants: TenantRecord[] = [];
    for await (const tenant of store.listTenants()) tenants.push(tenant);
    const rows = tenants.map((tenant) => [
      tenant.clientKey,
      tenant.baseUrl,
      tenant.installed ? 'installed' : 'uninstalled',
      tenant.imported ? `import from ${tenant.imported.from}` : formatTime(tenant.lastEventAt),
    ]);
    process.stdout.write(
      json
        ? tenants.map((tenant) => `${JSON.stringify(withoutSecrets(tenant))}\n`).join('')
        : `${formatTable(['clientKey', 'site', 'state', 'last call'], rows)}${tenants.length} tenants.\n`,
    );
  } finally {
    await close();
  }
  return 0;
}

/** Shows what a store keeps of one tenant, without its secrets. Returns the exit code. */
export async function runShow(clientKey: string, { store: address }: ListFlags): Promise<number> {
  const { store, close } = await openStore(address);
  try {
    const tenant = await store.readTenant(clientKey);
    if (!tenant) throw new CommandError('The store has no tenant with this clientKey.');
    process.stdout.write(`${JSON.stringify(withoutSecrets(tenant), undefined, 2)}\n`);
  } finally {
    await close();
  }
  return 0;
}

/** Says of each secret only how it is kept. */
function withoutSecrets({ secret, previousSecret, pendingSecret, ...tenant }: TenantRecord): object {
  return {
    ...tenant,
    secret: describe(secret),
    ...(previousSecret && { previousSecret: { ...previousSecret, secret: describe(previousSecret.secret) } }),
    ...(pendingSecret && { pendingSecret: { ...pendingSecret, secret: describe(pendingSecret.secret) } }),
  };
}

function describe(secret: string): string {
  if (secret === '') return 'none';
  return secret.startsWith('sealed.') ? 'sealed' : 'not sealed';
}

function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

import type { TenantRecord } from '@authbeat/server';
import { CommandError } from '../command-error.ts';
import { formatTable } from './format-table.ts';
import { openStore } from '../databases/open-store.ts';
import { formatCount } from '../format-count.ts';

/** The flags of `authbeat tenants list` and `authbeat tenants show`. */
export interface ListFlags {
  readonly store: string;
  readonly json?: boolean;
}

/** Lists the tenants and the Forge installations of a store, without their secrets. Returns the exit code. */
export async function runList({ store: address, json = false }: ListFlags): Promise<number> {
  const { store, close } = await openStore(address);
  try {
    const tenants: TenantRecord[] = [];
    for await (const tenant of store.listTenants()) tenants.push(tenant);
    process.stdout.write(
      json
        ? tenants.map((tenant) => `${JSON.stringify(withoutSecrets(tenant))}\n`).join('')
        : formatTenants(tenants.filter(({ forge }) => !forge)) +
            formatInstallations(tenants.filter(({ forge }) => forge)),
    );
  } finally {
    await close();
  }
  return 0;
}

function formatTenants(tenants: readonly TenantRecord[]): string {
  const rows = tenants.map((tenant) => [
    tenant.clientKey,
    tenant.baseUrl,
    stateOf(tenant),
    tenant.imported ? `import from ${tenant.imported.from}` : formatTime(tenant.lastEventAt),
  ]);
  return `${formatTable(['clientKey', 'site', 'state', 'last call'], rows)}${formatCount(tenants.length, 'tenant')}.\n`;
}

function formatInstallations(installations: readonly TenantRecord[]): string {
  if (installations.length === 0) return '';
  const rows = installations.map(({ forge = {}, ...installation }) => [
    installation.clientKey,
    forge.cloudId ?? 'not known',
    forge.environment ?? 'not known',
    stateOf(installation),
    forge.linkedTo === undefined ? 'nothing' : `${forge.linkedTo} (by ${forge.linkedBy ?? 'none'})`,
  ]);
  const head = ['installationId', 'cloudId', 'environment', 'state', 'linked to'];
  return `\n${formatTable(head, rows)}${formatCount(installations.length, 'Forge installation')}.\n`;
}

function stateOf({ installed }: Pick<TenantRecord, 'installed'>): string {
  return installed ? 'installed' : 'uninstalled';
}

/** Shows what a store keeps of one tenant, without its secrets. Returns the exit code. */
export async function runShow(clientKey: string, { store: address }: ListFlags): Promise<number> {
  const { store, close } = await openStore(address);
  try {
    const tenant = await store.readTenant(clientKey);
    if (!tenant) throw new CommandError('The store has no tenant and no Forge installation of this name.');
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

import type { ImportReport, ImportStatus } from '@authbeat/server/import';
import { ENCRYPTION_KEYS, readEncryptionKeys } from '../encryption-keys.ts';
import { clean, formatTable } from './format-table.ts';
import { openSource, type SourceKind } from './open-source.ts';
import { openStore } from '../databases/open-store.ts';
import { formatCount } from '../format-count.ts';

/** The flags of `authbeat tenants import`. */
export interface ImportFlags {
  readonly from: SourceKind;
  readonly into: string;
  readonly appKey: string;
  readonly table?: string;
  readonly write?: boolean;
  readonly json?: boolean;
}

/** How many names of other rows are printed. */
const MAX_NAMES = 20;

/** Imports tenants, or shows what an import would do. Returns the exit code. */
export async function runImport(address: string, flags: ImportFlags): Promise<number> {
  const { from, into, appKey, table, write = false, json = false } = flags;
  const { importTenants } = await import('@authbeat/server/import');
  const encryptionKeys = readEncryptionKeys();
  const { source, close: closeSource } = await openSource(from, address, table);
  try {
    const { store, close } = await openStore(into, { isNew: write ? 'create' : 'empty' });
    try {
      const report = await importTenants({ from: source, into: store, appKey, encryptionKeys, write });
      const text = json ? toJson(report) : await format(report, encryptionKeys.length > 0);
      process.stdout.write(text);
    } finally {
      await close();
    }
  } finally {
    await closeSource();
  }
  return 0;
}

function toJson({ written, tenants, others }: ImportReport): string {
  return `${JSON.stringify({ written, tenants, others: Object.fromEntries(others) }, undefined, 2)}\n`;
}

async function format({ written, tenants, others }: ImportReport, isSealed: boolean): Promise<string> {
  const { IMPORT_STATUSES } = await import('@authbeat/server/import');
  const shown = tenants.filter(({ status }) => status !== 'same');
  const counts = countBy(tenants.map(({ status }) => status));
  const rows = shown.map(({ clientKey, baseUrl, status }) => [clientKey || '(none)', baseUrl, status]);
  const changes = (counts.get('new') ?? 0) + (counts.get('changed') ?? 0);
  return [
    ...(rows.length > 0 ? [formatTable(['clientKey', 'site', 'status'], rows)] : []),
    `${formatCount(tenants.length, 'tenant')}${listCounts(counts)}.\n`,
    ...[...counts.keys()].map((status) => `  ${status}: ${IMPORT_STATUSES[status]}\n`),
    ...(others.size > 0 ? [`Rows that are no tenants, left${listCounts(others)}.\n`] : []),
    ...(isSealed || changes === 0 ? [] : [`Secrets are not sealed: ${ENCRYPTION_KEYS} is not set.\n`]),
    written
      ? `${formatCount(changes, 'tenant')} written to the store.\n`
      : 'Nothing was written. Repeat the command with --write to import.\n',
  ].join('');
}

function countBy(statuses: readonly ImportStatus[]): ReadonlyMap<ImportStatus, number> {
  const counts = new Map<ImportStatus, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

function listCounts(counts: ReadonlyMap<string, number>): string {
  const names = [...counts].map(([name, count]) => `${count} ${clean(name)}`);
  const more = names.length - MAX_NAMES;
  const listed = [...names.slice(0, MAX_NAMES), ...(more > 0 ? [`${more} more names`] : [])];
  return listed.length > 0 ? `: ${listed.join(', ')}` : '';
}

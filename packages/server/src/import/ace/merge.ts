import type { TenantRecord } from '../../stores/contract.ts';
import type { AceRow } from './row.ts';

/**
 * The record of a tenant that two stores know. The rows of atlassian-connect-express have no time, so a record lists
 * the rows that it replaces: any other row was written later, by a node that still runs on atlassian-connect-express.
 */
export function merge(
  clientKey: string,
  own: TenantRecord | undefined,
  row: AceRow,
): TenantRecord | undefined {
  if (row.state === 'unusable') return own;
  if (!own) return row.state === 'installed' ? fromRow(clientKey, row) : undefined;
  const isCopy = own.imported?.from === 'ace';
  // A record without the list was learned before there was a store to follow.
  const isNewer = own.replacedRows !== undefined && !own.replacedRows.includes(row.hash);
  if (!isCopy && !isNewer) return own;
  const { previousSecret: _previous, pendingSecret: _pending, ...rest } = own;
  return row.state === 'installed'
    ? { ...rest, ...row.site, secret: row.secret, installed: true }
    : { ...rest, installed: false, generation: own.generation + 1 };
}

function fromRow(
  clientKey: string,
  { secret, site }: AceRow & { readonly state: 'installed' },
): TenantRecord {
  return {
    clientKey,
    version: 0,
    installed: true,
    enabled: true,
    generation: 0,
    secret,
    ...site,
    // Every later call of the host counts as newer.
    lastEventAt: 0,
    imported: { from: 'ace' },
  };
}

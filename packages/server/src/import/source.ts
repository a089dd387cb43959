import type { TenantRecord } from '../stores/contract.ts';

/** One tenant as another store keeps it. */
export interface SourceTenant {
  /** Empty when the row does not say. */
  readonly clientKey: string;
  /** The body of the host's `installed` call, or what the other store has kept of it. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether the other store says that the app is installed. */
  readonly installed: boolean;
  /** When the other store last wrote the row, in seconds since the epoch, if it says so. */
  readonly modifiedAt?: number;
  /** The whole record, when it comes from a store of Authbeat. */
  readonly record?: TenantRecord;
}

/** A store of tenants that an import reads. It is never written. */
export interface TenantSource {
  readonly name: 'ace' | 'spring' | 'json';
  /** Reads all tenants. When several have one clientKey, the first is the one that the other store uses. */
  tenants(): AsyncIterable<SourceTenant>;
  /** Counts the rows that are no tenants, by their names. */
  others(): Promise<ReadonlyMap<string, number>>;
}

/** A store of atlassian-connect-express. `followAce` reads it beside a store of Authbeat. */
export interface AceStore extends TenantSource {
  readonly name: 'ace';
  /** Reads the `clientInfo` of a tenant; `undefined` if there is none. */
  read(clientKey: string): Promise<SourceTenant | undefined>;
  /** Writes the `clientInfo` of a tenant. */
  write(clientKey: string, clientInfo: Readonly<Record<string, unknown>>): Promise<void>;
  /** Removes the `clientInfo` of a tenant, and nothing else. */
  remove(clientKey: string): Promise<void>;
}

import type { Change, Entry } from '../contract.ts';
import type { EntryWrite, StoreDriver, TenantPage, TenantWrite } from '../driver.ts';

/** How many entries one call of `sweep` looks at. */
const SWEEP_SIZE = 1000;

/** Keeps everything in maps. */
export class MemoryDriver implements StoreDriver {
  readonly name = 'memory';
  readonly #tenants = new Map<string, TenantWrite>();
  readonly #entries = new Map<string, Entry>();
  #unswept = this.#entries.values();
  #emit: (change: Change) => void = () => {};

  async open(emit: (change: Change) => void): Promise<void> {
    this.#emit = emit;
  }

  /** Keeps the data for the next `open`. */
  async close(): Promise<void> {}

  async readTenant(clientKey: string): Promise<string | undefined> {
    return this.#tenants.get(clientKey)?.json;
  }

  async writeTenant(write: TenantWrite): Promise<boolean> {
    const { clientKey, expected } = write;
    if ((this.#tenants.get(clientKey)?.version ?? 0) !== expected) return false;
    this.#tenants.set(clientKey, write);
    this.#emit({ kind: 'tenant', clientKey });
    return true;
  }

  async readTenants(): Promise<TenantPage> {
    return { records: [...this.#tenants.values()].map(({ json }) => json) };
  }

  async readEntries(keys: readonly string[], nowMs: number): Promise<readonly (string | undefined)[]> {
    return keys.map((key) => this.#readEntry(key, nowMs));
  }

  async writeEntry(write: EntryWrite, nowMs: number): Promise<boolean> {
    const { key, value, expiresAtMs, expected, announce } = write;
    if (this.#readEntry(key, nowMs) !== expected) return false;
    this.#entries.set(key, { key, value, expiresAtMs });
    if (announce) this.#emit({ kind: 'entry', key });
    return true;
  }

  async sweep(nowMs: number): Promise<boolean> {
    for (let count = 0; count < SWEEP_SIZE; count += 1) {
      const { value: entry } = this.#unswept.next();
      if (!entry) {
        this.#unswept = this.#entries.values();
        return false;
      }
      if (entry.expiresAtMs <= nowMs) this.#entries.delete(entry.key);
    }
    return true;
  }

  #readEntry(key: string, nowMs: number): string | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAtMs > nowMs ? entry.value : undefined;
  }
}

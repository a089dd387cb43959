import type { Change, Revocation } from '../contract.ts';
import type { StoreDriver, TenantPage, TenantWrite } from '../driver.ts';

/** Keeps everything in maps. */
export class MemoryDriver implements StoreDriver {
  readonly name = 'memory';
  readonly #tenants = new Map<string, TenantWrite>();
  readonly #consumed = new Map<string, number>();
  readonly #revocations = new Map<string, Revocation>();
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

  async consumeOnce(key: string, expiresAtMs: number, nowMs: number): Promise<boolean> {
    if ((this.#consumed.get(key) ?? 0) > nowMs) return false;
    this.#consumed.set(key, expiresAtMs);
    return true;
  }

  async revoke(revocation: Revocation): Promise<void> {
    const { subject, beforeMs, expiresAtMs } = revocation;
    const stored = this.#revocations.get(subject) ?? revocation;
    this.#revocations.set(subject, {
      subject,
      beforeMs: Math.max(beforeMs, stored.beforeMs),
      expiresAtMs: Math.max(expiresAtMs, stored.expiresAtMs),
    });
    this.#emit({ kind: 'revocation', revocation });
  }

  async readRevocations(nowMs: number): Promise<readonly Revocation[]> {
    return [...this.#revocations.values()].filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  }

  async sweep(nowMs: number): Promise<void> {
    for (const [key, expiresAtMs] of this.#consumed) if (expiresAtMs <= nowMs) this.#consumed.delete(key);
    for (const [subject, { expiresAtMs }] of this.#revocations) {
      if (expiresAtMs <= nowMs) this.#revocations.delete(subject);
    }
  }
}

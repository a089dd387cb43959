import { ArgumentError } from '../errors.ts';
import { operator, type AuditEntry, type ChangeOptions } from '../signals/audit.ts';
import type { Signals } from '../signals/signals.ts';
import type { Installations } from './installations.ts';
import type { Revocations } from './revocations.ts';

/** Names an account of a tenant. */
export interface AccountName {
  /** The `tenantId` of principals, or the `installationId` of a Forge installation. */
  readonly clientKey: string;
  readonly accountId: string;
}

/** What the app itself revokes. Every method throws an `ArgumentError` for a name that is missing. */
export interface Revoker {
  revokeSession(sessionId: string, options?: ChangeOptions): Promise<void>;
  revokeAccount(account: AccountName, options?: ChangeOptions): Promise<void>;
  revokeTenant(clientKey: string, options?: ChangeOptions): Promise<void>;
}

/** Checks names, because one that is missing must not revoke more than was meant, or nothing; and reports events. */
export function createRevoker({
  installations,
  revocations,
  signals,
}: {
  readonly installations: Pick<Installations, 'refresh'>;
  readonly revocations: Revocations;
  readonly signals: Signals;
}): Revoker {
  const report = (target: 'session' | 'account' | 'tenant', entry: AuditEntry): void => {
    signals.emit({ type: 'revoked', target });
    signals.audit(entry);
  };
  /** Sessions of a linked installation are of its tenant: under its own name, nothing would be revoked. */
  const tenantIdOf = async (name: string): Promise<string> =>
    (await installations.refresh(name))?.tenantId ?? name;
  return {
    async revokeSession(sessionId, options = {}) {
      requireName('revokeSession', 'sessionId', sessionId);
      requireOperator('revokeSession', options);
      await revocations.revokeSession(sessionId);
      report('session', { action: 'session_revoked', by: operator(options), sessionId });
    },
    async revokeAccount(account, options = {}) {
      const { clientKey, accountId } = account ?? {};
      requireName('revokeAccount', 'clientKey', clientKey);
      requireName('revokeAccount', 'accountId', accountId);
      requireOperator('revokeAccount', options);
      await revocations.revokeAccount(await tenantIdOf(clientKey), accountId);
      report('account', { action: 'account_revoked', by: operator(options), clientKey, accountId });
    },
    async revokeTenant(clientKey, options = {}) {
      requireName('revokeTenant', 'clientKey', clientKey);
      requireOperator('revokeTenant', options);
      await revocations.revokeTenant(await tenantIdOf(clientKey));
      report('tenant', { action: 'tenant_revoked', by: operator(options), clientKey });
    },
  };
}

/** @throws {ArgumentError} unless it is a text that is not empty */
export function requireName(method: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new ArgumentError(method, name);
}

/** @throws {ArgumentError} for a `by` that is given and is no name */
export function requireOperator(method: string, { by }: ChangeOptions): void {
  if (by !== undefined) requireName(method, 'by', by);
}

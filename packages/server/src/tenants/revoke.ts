import { ArgumentError } from '../errors.ts';
import type { Signals } from '../signals/signals.ts';
import type { Revocations } from './revocations.ts';

/** Names an account of a tenant. */
export interface AccountName {
  readonly clientKey: string;
  readonly accountId: string;
}

/** What the app itself revokes. Every method throws an `ArgumentError` for a name that is missing. */
export interface Revoker {
  revokeSession(sessionId: string): Promise<void>;
  revokeAccount(account: AccountName): Promise<void>;
  revokeTenant(clientKey: string): Promise<void>;
}

/** Checks names, because one that is missing must not revoke more than was meant, or nothing; and reports events. */
export function createRevoker({
  revocations,
  signals,
}: {
  readonly revocations: Revocations;
  readonly signals: Signals;
}): Revoker {
  return {
    async revokeSession(sessionId) {
      requireName('revokeSession', 'sessionId', sessionId);
      await revocations.revokeSession(sessionId);
      signals.emit({ type: 'revoked', target: 'session' });
    },
    async revokeAccount(account) {
      const { clientKey, accountId } = account ?? {};
      requireName('revokeAccount', 'clientKey', clientKey);
      requireName('revokeAccount', 'accountId', accountId);
      await revocations.revokeAccount(clientKey, accountId);
      signals.emit({ type: 'revoked', target: 'account' });
    },
    async revokeTenant(clientKey) {
      requireName('revokeTenant', 'clientKey', clientKey);
      await revocations.revokeTenant(clientKey);
      signals.emit({ type: 'revoked', target: 'tenant' });
    },
  };
}

/** @throws {ArgumentError} unless it is a text that is not empty */
export function requireName(method: string, name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new ArgumentError(method, name);
}

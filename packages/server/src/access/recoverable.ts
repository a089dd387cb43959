import { Refusal } from '../errors.ts';
import { secondsOf } from '../http/time.ts';
import type { Services } from '../services.ts';

/**
 * Requires that an expired credential may still start a recovery.
 *
 * @param expiresAt when it expired, in seconds since the epoch
 * @throws {Refusal} when recovery is off, or the credential expired too long ago
 */
export function requireRecoverable(
  expiresAt: number,
  { settings }: Services,
  code: 'host_token_expired' | 'ticket_invalid' | 'recovery_refused',
): void {
  const { recovery, now, leeway } = settings;
  if (!recovery || secondsOf(now) > expiresAt + recovery.maxAge + leeway) throw new Refusal(code);
}

import { randomUUID } from 'node:crypto';
import type { Clock } from '@authbeat/core';
import type { AuditEntry } from './audit.ts';
import type { AuthbeatEvent } from './events.ts';
import type { Logger } from './log.ts';

/** Reports events to the app and to its log. Never throws. */
export interface Signals {
  readonly emit: (event: AuthbeatEvent) => void;
  /** Reports an entry of the audit log, with its id, time and node. */
  readonly audit: (entry: AuditEntry) => void;
}

export interface SignalOptions {
  readonly logger: Logger | undefined;
  readonly onEvent: ((event: AuthbeatEvent) => void) | undefined;
  readonly nodeName: string;
  readonly now: Clock;
}

/** Events of ordinary requests are counted, not logged. What is in the audit log has an event of its own, too. */
const UNLOGGED: ReadonlySet<AuthbeatEvent['type']> = new Set([
  'admitted',
  'answered',
  'audit',
  'session_extended',
  'ticket_issued',
]);

export function createSignals({ logger, onEvent, nodeName, now }: SignalOptions): Signals {
  const emit = (event: AuthbeatEvent): void => {
    if (onEvent) ignoreErrors(() => onEvent(event));
    if (logger && !UNLOGGED.has(event.type)) ignoreErrors(() => log(logger, event));
  };
  return {
    emit,
    audit(entry) {
      emit({ type: 'audit', id: randomUUID(), at: new Date(now()).toISOString(), node: nodeName, ...entry });
    },
  };
}

/** A listener that throws or rejects must not change a response or end the process. */
function ignoreErrors(listen: () => unknown): void {
  try {
    Promise.resolve(listen()).catch(() => undefined);
  } catch {
    // As above.
  }
}

function log(logger: Logger, event: AuthbeatEvent): unknown {
  const message = `authbeat: ${event.type.replaceAll('_', ' ')}`;
  if (event.type === 'failed') {
    return logger.error({ type: event.type, door: event.door, error: describeError(event.error) }, message);
  }
  if (event.type === 'clock_skewed' || event.type === 'encryption_keys_missing') {
    return logger.warn(event, message);
  }
  if (event.type === 'refused') return logger.warn(event, message);
  if (event.type === 'link_refused') return logger.warn(withoutTenant(event), message);
  return logger.info(withoutTenant(event), message);
}

/** Messages of other libraries' errors may hold addresses and passwords: only name and code are logged. */
function describeError(error: unknown): { readonly name: string; readonly code?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = Reflect.get(error, 'code');
  return { name: error.name, ...(typeof code === 'string' && { code }) };
}

/** Which tenants use an app is not for every reader of a log. */
const TENANT_NAMES: ReadonlySet<string> = new Set(['clientKey', 'installationId']);

function withoutTenant(event: AuthbeatEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !TENANT_NAMES.has(name)));
}

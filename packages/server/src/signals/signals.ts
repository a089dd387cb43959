import type { AuthbeatEvent } from './events.ts';
import type { Logger } from './log.ts';

/** Tells the app, and its log, what happens. Never throws. */
export interface Signals {
  readonly emit: (event: AuthbeatEvent) => void;
}

export interface SignalOptions {
  readonly logger: Logger | undefined;
  readonly onEvent: ((event: AuthbeatEvent) => void) | undefined;
}

/** What happens with every request is for counters, not for the log. */
const UNLOGGED: ReadonlySet<AuthbeatEvent['type']> = new Set([
  'admitted',
  'session_extended',
  'ticket_issued',
]);

export function createSignals({ logger, onEvent }: SignalOptions): Signals {
  return {
    emit(event) {
      quietly(() => onEvent?.(event));
      if (logger && !UNLOGGED.has(event.type)) quietly(() => log(logger, event));
    },
  };
}

/** A listener that fails, at once or in a promise, must neither make an error of an answer nor end the process. */
function quietly(tell: () => unknown): void {
  try {
    Promise.resolve(tell()).catch(() => undefined);
  } catch {
    // As above.
  }
}

function log(logger: Logger, event: AuthbeatEvent): unknown {
  const message = `authbeat: ${event.type.replaceAll('_', ' ')}`;
  if (event.type === 'failed') {
    return logger.error({ type: event.type, door: event.door, error: describeError(event.error) }, message);
  }
  if (event.type === 'refused') return logger.warn(event, message);
  return logger.info(withoutTenant(event), message);
}

/** Messages of foreign errors may hold addresses and passwords: their name and code must do. */
function describeError(error: unknown): { readonly name: string; readonly code?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = Reflect.get(error, 'code');
  return { name: error.name, ...(typeof code === 'string' && { code }) };
}

function withoutTenant(event: AuthbeatEvent): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'clientKey'));
}

import type { Services } from '../services.ts';
import type { Ticket } from '../tokens/ticket.ts';

/**
 * Spends a ticket.
 *
 * @returns `false` when it was spent before, on this node or another
 */
export async function spendTicket(ticket: Ticket, { store, settings }: Services): Promise<boolean> {
  const { recovery, leeway } = settings;
  // The store must remember a page ticket for as long as it can start a recovery: a forgotten one counts as unspent.
  const recoverable = ticket.purpose === 'page' && recovery ? recovery.maxAge : 0;
  const expiresAtMs = Math.ceil((ticket.expiresAt + recoverable + 2 * leeway + 1) * 1000);
  return store.consumeOnce(`ticket:${ticket.ticketId}`, expiresAtMs);
}

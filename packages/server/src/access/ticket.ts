import type { Services } from '../services.ts';
import type { Ticket } from '../tokens/ticket.ts';

/**
 * Spends a ticket.
 *
 * @returns `false` when it was spent before, on whatever node
 */
export async function spendTicket(ticket: Ticket, { store, settings }: Services): Promise<boolean> {
  const { recovery, leeway } = settings;
  // What is forgotten counts as unspent: a page ticket is remembered as long as it can start a recovery.
  const recoverable = ticket.purpose === 'page' && recovery ? recovery.maxAge : 0;
  const until = Math.ceil((ticket.expiresAt + recoverable + 2 * leeway + 1) * 1000);
  return store.consumeOnce(`ticket:${ticket.ticketId}`, until);
}

import { isRecord } from '@authbeat/core';
import type { Services } from '../services.ts';
import { changeEntry, type NextEntry } from '../stores/change-entry.ts';
import { isCount } from '../stores/records.ts';
import type { Ticket, TicketNumber } from '../tokens/ticket.ts';

/** The page tickets of one stale page load, as an entry of the store. */
interface PageTickets {
  /** How many were issued. */
  readonly issued: number;
  /** The numbers of those that were not presented yet. At most `MAX_UNSPENT`. */
  readonly unspent: readonly number[];
  /** When the last of them has expired (milliseconds since the epoch). */
  readonly untilMs: number;
}

/** How many tickets of one page load may be waiting. Beyond that, the oldest counts as spent. */
const MAX_UNSPENT = 8;

/**
 * How long after its expiry an unspent ticket is known as such, in seconds. A load that presents one counts as a failed
 * attempt, so a page that cannot use its tickets does not recover in a loop.
 */
const UNSPENT_FOR = 600;

/**
 * Spends a ticket.
 *
 * @returns `false` when it was spent before, on this node or another
 */
export async function spendTicket(ticket: Ticket, services: Services): Promise<boolean> {
  const { number, ticketId, expiresAt } = ticket;
  if (!number) return services.store.consumeOnce(`ticket:${ticketId}`, forgetAtMs(expiresAt, services));
  let isFirst = false;
  await changeEntry(services.store, keyOf(number.load), (stored) => {
    const left = removeTicket(parsePageTickets(stored), number.count);
    isFirst = left !== undefined;
    return left && entryOf(left);
  });
  return isFirst;
}

/** Numbers the next ticket of a stale page load. One record holds all tickets of a load, however many there are. */
export async function numberTicket(load: string, services: Services): Promise<TicketNumber> {
  const { now, ticketLifetime } = services.settings;
  const untilMs = forgetAtMs(Math.ceil(now() / 1000) + ticketLifetime + UNSPENT_FOR, services);
  let count = 0;
  await changeEntry(services.store, keyOf(load), (stored) => {
    const tickets = addTicket(parsePageTickets(stored), untilMs);
    count = tickets.issued;
    return entryOf(tickets);
  });
  return { load, count };
}

/** From when on every node refuses a ticket because it has expired, whatever the store remembers. */
function forgetAtMs(expiresAt: number, { settings }: Services): number {
  return Math.ceil((expiresAt + 2 * settings.leeway + 1) * 1000);
}

function keyOf(load: string): string {
  return `tickets:${load}`;
}

function entryOf(tickets: PageTickets): NextEntry {
  return { value: JSON.stringify(tickets), expiresAtMs: tickets.untilMs };
}

/** Adds the next ticket. Its number is the new `issued`. */
function addTicket(tickets: PageTickets | undefined, untilMs: number): PageTickets {
  const issued = (tickets?.issued ?? 0) + 1;
  return {
    issued,
    unspent: [...(tickets?.unspent ?? []), issued].slice(-MAX_UNSPENT),
    untilMs: Math.max(tickets?.untilMs ?? 0, untilMs),
  };
}

/** Removes a ticket; `undefined` when it was spent before. A record that was forgotten has no unspent tickets. */
function removeTicket(tickets: PageTickets | undefined, count: number): PageTickets | undefined {
  if (!tickets?.unspent.includes(count)) return undefined;
  return { ...tickets, unspent: tickets.unspent.filter((unspent) => unspent !== count) };
}

/** Parses a stored record. One that is damaged counts as none, so that its tickets are spent. */
function parsePageTickets(json: string | undefined): PageTickets | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '');
    return isPageTickets(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isPageTickets(value: unknown): value is PageTickets {
  return (
    isRecord(value) &&
    isCount(value['issued']) &&
    isCount(value['untilMs']) &&
    Array.isArray(value['unspent']) &&
    value['unspent'].every(isCount)
  );
}

import type { Store } from '../../src/index.ts';
import type { Services } from '../../src/services.ts';
import { numberTicket, spendTicket } from '../../src/access/tickets.ts';
import type { Ticket } from '../../src/tokens/ticket.ts';

/** What the tickets of a node need of its services. */
export function nodeOf(store: Store, now: () => number = Date.now): Services {
  return { store, settings: { now, leeway: 10, ticketLifetime: 30 } } as Services;
}

/** A page ticket with the next number of a page load. */
export async function issueTicket(load: string, node: Services): Promise<Ticket> {
  return {
    platform: 'connect',
    tenantId: 'a',
    generation: 0,
    context: {},
    ticketId: 'an id',
    purpose: 'page',
    attempt: 0,
    number: await numberTicket(load, node),
    hostProofAt: 0,
    expiresAt: node.settings.now() / 1000 + 30,
  };
}

/** Presents one ticket so many times at once, spread over all nodes. Resolves with how often it was admitted. */
export async function countAdmissions(
  ticket: Ticket,
  nodes: readonly Services[],
  times: number,
): Promise<number> {
  const uses = Array.from({ length: times }, async (_, index) => {
    const node = nodes[index % nodes.length];
    if (!node) throw new Error('There is no node.');
    return spendTicket(ticket, node);
  });
  return (await Promise.all(uses)).filter(Boolean).length;
}

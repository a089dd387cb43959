import { createHash, randomUUID } from 'node:crypto';
import { boundUrl, hasExpired, isRecord, TokenError, type Clock } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { KeyRing } from './keys.ts';
import {
  boundedContext,
  readOwnClaims,
  writeOwnClaims,
  type Deployment,
  type OwnClaims,
} from './own-claims.ts';

/** What a ticket is for: a guarded page, or a guarded API resource. */
export type TicketPurpose = 'page' | 'resource';

/** The place of a page ticket among those of one stale page load. */
export interface TicketNumber {
  /** Names the page load: the hash of the host token in its URL. */
  readonly load: string;
  /** Counts the tickets of the load, from 1. */
  readonly count: number;
}

export interface Ticket extends OwnClaims {
  readonly ticketId: string;
  readonly purpose: TicketPurpose;
  /** How many tickets before this one were refused unspent, or presented again before they had expired. */
  readonly attempt: number;
  /** Numbers a page ticket among those of one stale page load. */
  readonly number?: TicketNumber;
  /** The session behind a resource ticket. */
  readonly sessionId?: string;
  /** When that session began, in seconds since the epoch. */
  readonly begunAt?: number;
  /** When the last host proof was issued, in seconds since the epoch. */
  readonly hostProofAt: number;
  /** Of a page ticket: the `context` claim of the host token that the page's URL had first. */
  readonly pageContext?: unknown;
  /** Of a page ticket: whether that URL had a link token, so that no host has signed its parameters. */
  readonly isLink?: boolean;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** The contents of a ticket that is issued, and the URL that it is bound to. */
export type TicketRequest = Omit<Ticket, 'ticketId' | 'expiresAt'> & { readonly url: string };

export interface TicketTokens {
  issue(request: TicketRequest): string;
  /**
   * Reads a ticket that was issued for this purpose and URL, expired or not.
   *
   * @throws {Refusal} `ticket_invalid`
   */
  read(token: string, purpose: TicketPurpose, url: string): { ticket: Ticket; expired: boolean };
}

export interface TicketTokenOptions extends Deployment {
  readonly keys: KeyRing;
  readonly now: Clock;
  /** Seconds. */
  readonly ticketLifetime: number;
  /** Seconds. */
  readonly leeway: number;
}

export function createTicketTokens(options: TicketTokenOptions): TicketTokens {
  const { keys, now, ticketLifetime, leeway } = options;
  return {
    issue: (request) =>
      keys.sign('ticket', {
        ...writeOwnClaims(request, options, ticketLifetime),
        sid: request.sessionId,
        begun_at: request.begunAt,
        vouched_at: request.hostProofAt,
        purpose: request.purpose,
        attempt: request.attempt,
        number: request.number,
        page_context: boundedContext(request.pageContext),
        link: request.isLink === true ? true : undefined,
        url: bindUrl(request.url),
        jti: randomUUID(),
      }),
    read(token, purpose, url) {
      try {
        const { claims } = keys.verify('ticket', token);
        const ticket = readTicket(claims, options);
        if (ticket.purpose !== purpose) throw invalid('purpose');
        if (claims['url'] !== bindUrl(url)) throw invalid('url');
        return { ticket, expired: hasExpired(claims, { now, leeway }) };
      } catch (cause) {
        throw new Refusal('ticket_invalid', { cause });
      }
    },
  };
}

function readTicket(claims: Readonly<Record<string, unknown>>, deployment: Deployment): Ticket {
  const { jti, purpose, attempt, number, sid, begun_at: begunAt, exp, vouched_at: hostProofAt } = claims;
  const { page_context: pageContext, link } = claims;
  if (typeof jti !== 'string') throw invalid('jti');
  if (purpose !== 'page' && purpose !== 'resource') throw invalid('purpose');
  if (typeof attempt !== 'number') throw invalid('attempt');
  if (sid !== undefined && typeof sid !== 'string') throw invalid('sid');
  if (begunAt !== undefined && typeof begunAt !== 'number') throw invalid('begun_at');
  if (typeof hostProofAt !== 'number') throw invalid('vouched_at');
  if (typeof exp !== 'number') throw invalid('exp');
  if (link !== undefined && link !== true) throw invalid('link');
  return {
    ...readOwnClaims(claims, deployment),
    ticketId: jti,
    purpose,
    attempt,
    ...(purpose === 'page' && { number: readNumber(number) }),
    ...(sid !== undefined && { sessionId: sid }),
    ...(begunAt !== undefined && { begunAt }),
    hostProofAt,
    ...(pageContext !== undefined && { pageContext }),
    ...(link === true && { isLink: true }),
    expiresAt: exp,
  };
}

function readNumber(number: unknown): TicketNumber {
  if (!isRecord(number)) throw invalid('number');
  const { load, count } = number;
  if (typeof load !== 'string' || typeof count !== 'number') throw invalid('number');
  return { load, count };
}

function invalid(name: string): TokenError {
  return new TokenError('token_claim_invalid', { name });
}

/** The hash that binds a ticket to a URL (path and query). */
export function bindUrl(url: string): string {
  return createHash('sha256').update(boundUrl(url)).digest('base64url');
}

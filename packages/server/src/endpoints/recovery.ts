import { createHash } from 'node:crypto';
import { RECOVERY_FIELDS } from '@authbeat/core';
import { numberTicket, spendTicket } from '../access/tickets.ts';
import { requireLive, requireRecoverable } from '../access/validity.ts';
import { Refusal } from '../errors.ts';
import { jsonResponse } from '../http/responses.ts';
import { readForm } from '../http/body.ts';
import { queryCredentials, refuseCredential, replaceCredential } from '../http/credentials.ts';
import { requireLocalUrl } from '../http/safe-url.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Eventually } from '../eventually.ts';
import { proofOf } from '../hosts/connect.ts';
import type { HostProof } from '../hosts/profile.ts';
import type { LinkToken } from '../tokens/link.ts';
import { namesOf, ownerOf } from '../tokens/own-claims.ts';
import { bindUrl } from '../tokens/ticket.ts';
import type { AuthbeatResponse } from '../response.ts';

/** Attempts are not counted any further: from here on the document waits for a click. */
const MAX_ATTEMPT = 2;

/** A page load whose credential is stale: its account, and how many attempts to heal it have failed. */
interface StaleLoad {
  readonly tenantId: string;
  readonly accountId: string | undefined;
  readonly attempt: number;
  /** Names the page load: the hash of its first credential, the host token. */
  readonly load: string;
  /** The `context` claim of that token. */
  readonly pageContext: unknown;
  /** Whether it was a link token. */
  readonly isLink: boolean;
}

/** Recovery: a fresh context token and the URL of an expired page load in, the URL with a page ticket out. */
export async function recover(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  refuseCredential(request);
  const { subject_token: fresh, url } = await readForm(request, RECOVERY_FIELDS);
  requireLocalUrl(url, services.settings.baseUrl);
  const hostToken = await services.hostTokens.readContextToIssue(fresh, (account) =>
    services.limits.take('recovery', account),
  );
  const stale = await readStaleLoad(url, services);
  const proof = proofOf(hostToken, services.settings.now);
  if (stale.tenantId !== proof.tenant.tenantId || stale.accountId !== proof.accountId)
    throw new Refusal('recovery_refused');
  const ticket = await issuePageTicket(proof, url, stale, services);
  return jsonResponse(200, {
    url: replaceCredential(url, ticket),
    expires_in: services.settings.ticketLifetime,
  });
}

async function issuePageTicket(
  proof: HostProof,
  url: string,
  { load, attempt, pageContext, isLink }: StaleLoad,
  services: Services,
): Promise<string> {
  const owner = ownerOf(proof);
  const number = await numberTicket(load, services);
  services.signals.emit({ type: 'ticket_issued', ...namesOf(owner), purpose: 'page' });
  services.signals.emit({ type: 'page_recovered', clientKey: owner.tenantId, attempt });
  return services.ticketTokens.issue({
    ...owner,
    purpose: 'page',
    attempt,
    number,
    hostProofAt: proof.provenAt,
    pageContext,
    isLink,
    url,
  });
}

async function readStaleLoad(url: string, services: Services): Promise<StaleLoad> {
  const [credential, ...more] = queryCredentials(url);
  if (!credential || more.length > 0) throw new Refusal('recovery_refused');
  try {
    return await (credential.place === 'query-jwt'
      ? (readStaleLink(credential.token, url, services) ??
        readStaleHostToken(credential.token, url, services))
      : readStaleTicket(credential.token, url, services));
  } catch (cause) {
    const isRefused = cause instanceof Refusal && cause.status === 401;
    throw isRefused ? new Refusal('recovery_refused', { cause }) : cause;
  }
}

async function readStaleHostToken(token: string, url: string, services: Services): Promise<StaleLoad> {
  const { claims, signedContext } = await services.hostTokens.readIframe(token, url);
  requireRecoverable(claims.exp, services, 'recovery_refused');
  return {
    tenantId: claims.iss,
    accountId: claims.sub,
    attempt: 0,
    load: nameLoad(token),
    pageContext: signedContext,
    isLink: false,
  };
}

/** @returns `undefined` for a token in another form, and without the option `linkTokens` */
function readStaleLink(token: string, url: string, services: Services): Promise<StaleLoad> | undefined {
  const link = services.linkTokens?.read(token);
  return link && recoverableLink(link, `${token} ${bindUrl(url)}`, services);
}

/** @param name the token and its URL: all links of a page have the same token */
async function recoverableLink(
  link: Eventually<LinkToken>,
  name: string,
  services: Services,
): Promise<StaleLoad> {
  const { tenant, accountId, expiresAt, signedContext } = await link;
  requireRecoverable(expiresAt, services, 'recovery_refused');
  return {
    tenantId: tenant.tenantId,
    accountId,
    attempt: 0,
    load: nameLoad(name),
    pageContext: signedContext,
    isLink: true,
  };
}

function nameLoad(name: string): string {
  return createHash('sha256').update(name).digest('base64url');
}

async function readStaleTicket(token: string, url: string, services: Services): Promise<StaleLoad> {
  const { ticket, expired } = services.ticketTokens.read(token, 'page', url);
  requireRecoverable(ticket.expiresAt, services, 'recovery_refused');
  if (!ticket.number) throw new Refusal('recovery_refused');
  await requireLive(ticket, services, 'recovery_refused');
  const unspent = await spendTicket(ticket, services);
  // A ticket that is presented unspent, or again before it has expired, may have shown no page. Without counting
  // these as failed attempts, a page that is loaded twice would recover in a loop.
  const failed = unspent || !expired;
  return {
    tenantId: ticket.tenantId,
    accountId: ticket.accountId,
    attempt: failed ? Math.min(ticket.attempt + 1, MAX_ATTEMPT) : 0,
    load: ticket.number.load,
    pageContext: ticket.pageContext,
    isLink: ticket.isLink === true,
  };
}

import { TICKET_FIELDS } from '@authbeat/core';
import { requireLive } from '../access/validity.ts';
import { requireSession } from '../access/session.ts';
import { jsonResponse } from '../http/responses.ts';
import { readForm } from '../http/body.ts';
import { replaceCredential } from '../http/credentials.ts';
import { requireLocalUrl } from '../http/safe-url.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import { namesOf } from '../tokens/own-claims.ts';
import type { AuthbeatResponse } from '../response.ts';

/** Issues a resource ticket, for downloads and other requests that cannot carry a header. */
export async function issueTicket(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  const { session, headers } = await requireSession(request, services);
  services.limits.take('ticket', session);
  await services.hosts.refresh(session);
  await requireLive(session, services, 'session_revoked');
  const { url } = await readForm(request, TICKET_FIELDS);
  requireLocalUrl(url, services.settings.baseUrl);
  const ticket = services.ticketTokens.issue({ ...session, purpose: 'resource', attempt: 0, url });
  services.signals.emit({ type: 'ticket_issued', ...namesOf(session), purpose: 'resource' });
  return jsonResponse(
    200,
    { url: replaceCredential(url, ticket), expires_in: services.settings.ticketLifetime },
    headers,
  );
}

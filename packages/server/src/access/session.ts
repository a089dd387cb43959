import { SESSION_HEADER } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { andThen, attempt, type Eventually } from '../eventually.ts';
import { readCredential, type Credential } from '../http/credentials.ts';
import { readSessionCookie, sessionName } from '../http/session-cookie.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { HostTenant } from '../tenants/host-tenant.ts';
import type { Session } from '../tokens/session.ts';
import { withDpopChallenge } from '../http/responses.ts';
import { requireLive } from './validity.ts';
import { nonceHeader, requireProof } from './proof.ts';

/** How a session token came with a request. */
type Presentation = 'cookie' | 'bearer' | 'dpop';

const NO_HEADERS = {};

/** A session that has admitted a request. */
export interface LiveSession {
  readonly session: Session;
  readonly tenant: HostTenant;
  /** Headers for the response: the next nonce, where the session is bound to a key. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Verifies the session of a request and finds its tenant. A session that is bound to a key needs a proof of it, and
 * is refused under any other scheme than `DPoP`.
 *
 * @throws {Refusal}
 */
export function requireSession(
  request: AuthbeatRequest,
  services: Services,
  credential = readCredential(request),
): Eventually<LiveSession> {
  return attempt<LiveSession, SessionRequest>(findSession, refuseSession, { request, services, credential });
}

/** A request, and the credential that it has, if any. */
interface SessionRequest {
  readonly request: AuthbeatRequest;
  readonly services: Services;
  readonly credential: Credential | undefined;
}

function refuseSession(error: unknown, { services, credential }: SessionRequest): never {
  const { senderConstrained } = services.settings;
  const isDpop = senderConstrained === 'required' || credential?.place === 'header-dpop';
  throw isDpop && error instanceof Refusal ? withDpopChallenge(error) : error;
}

function findSession({ request, services, credential }: SessionRequest): Eventually<LiveSession> {
  const { token, presentation } = readSessionToken(request, services, credential);
  const session = services.sessionTokens.read(token);
  // Cookies can be planted: one under another account's name must not become that account's session.
  if (presentation === 'cookie' && sessionName(session) !== request.header(SESSION_HEADER))
    throw new Refusal('session_invalid');
  requirePresentation(session, presentation, services);
  const live = requireLive(session, services, 'session_revoked');
  const { thumbprint } = session;
  if (thumbprint === undefined) return andThen(live, toLiveSession, session);
  return andThen(live, (tenant) =>
    requireProof(request, services, { token, thumbprint, owner: session }).then(() => ({
      session,
      tenant,
      headers: nonceHeader(services),
    })),
  );
}

function toLiveSession(tenant: HostTenant, session: Session): LiveSession {
  return { session, tenant, headers: NO_HEADERS };
}

/**
 * Reads the session token of a request, from the transport that the app has chosen.
 *
 * @throws {Refusal} `session_missing`, `session_invalid` for any other credential, or `request_malformed`
 */
function readSessionToken(
  request: AuthbeatRequest,
  { settings }: Services,
  credential: Credential | undefined,
): { readonly token: string; readonly presentation: Presentation } {
  if (settings.transport === 'cookie') {
    if (credential) throw new Refusal('session_invalid');
    const token = readSessionCookie(request, settings.baseUrl);
    if (token === undefined) throw new Refusal('session_missing', { foreign: true });
    return { token, presentation: 'cookie' };
  }
  if (!credential) throw new Refusal('session_missing', { foreign: true });
  if (credential.place === 'header-bearer') return { token: credential.token, presentation: 'bearer' };
  if (credential.place === 'header-dpop') return { token: credential.token, presentation: 'dpop' };
  throw new Refusal('session_invalid');
}

/** No downgrade: a bound session comes as `DPoP` and no other does. @see RFC 9449, section 7.2 */
function requirePresentation(
  { thumbprint }: Session,
  presentation: Presentation,
  { settings }: Services,
): void {
  const isBound = thumbprint !== undefined;
  const isRefused = !isBound && settings.senderConstrained === 'required';
  if (isBound !== (presentation === 'dpop') || isRefused) throw new Refusal('session_invalid');
}

import { SESSION_HEADER } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { readCredential } from '../http/credentials.ts';
import { readSessionCookie, sessionName } from '../http/session-cookie.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { Session } from '../tokens/session.ts';
import { requireLive } from './live.ts';

/**
 * Reads the session token of a request, from the transport that the app has chosen.
 *
 * @throws {Refusal} `session_missing`, `session_invalid` for any other credential, or `request_malformed`
 */
export function readSessionToken(request: AuthbeatRequest, { settings }: Services): string {
  const credential = readCredential(request);
  const byCookie = settings.transport === 'cookie';
  if (credential && (byCookie || credential.place !== 'header-bearer')) throw new Refusal('session_invalid');
  const token = byCookie ? readSessionCookie(request, settings.baseUrl) : credential?.token;
  if (token === undefined) throw new Refusal('session_missing');
  return token;
}

/** Verifies the session of a request and finds its tenant. @throws {Refusal} */
export async function requireSession(
  request: AuthbeatRequest,
  services: Services,
): Promise<{ readonly session: Session; readonly tenant: Tenant }> {
  const session = services.sessionTokens.read(readSessionToken(request, services));
  // Cookies can be planted: one under another account's name must not become that account's session.
  if (services.settings.transport === 'cookie' && sessionName(session) !== request.header(SESSION_HEADER))
    throw new Refusal('session_invalid');
  return { session, tenant: await requireLive(session, services, 'session_revoked') };
}

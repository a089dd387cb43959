import { EXCHANGE_FIELDS, EXCHANGE_TOKEN_TYPES, readExchangeRequest } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { requireSession } from '../access/session.ts';
import { hasProof, nonceHeader, requireProof } from '../access/proof.ts';
import { emptyResponse, jsonResponse, withDpopChallenge } from '../http/responses.ts';
import { readForm } from '../http/body.ts';
import { refuseCredential } from '../http/credentials.ts';
import { sessionCookie, sessionName } from '../http/session-cookie.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import { hostProofTime, ownerOf } from '../tokens/host.ts';
import type { OwnClaims } from '../tokens/own-claims.ts';
import type { AuthbeatResponse } from '../response.ts';

/** The exchange: a host's context token in, a session token out. @see RFC 8693, section 2 */
export async function exchange(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  refuseCredential(request);
  const read = readExchangeRequest(await readForm(request, EXCHANGE_FIELDS));
  if ('error' in read) throw new Refusal('request_malformed', { error: read.error });
  const hostToken = await services.hostTokens.readContextToIssue(read.subjectToken, (account) =>
    services.limits.take('exchange', account),
  );
  const hostProofAt = hostProofTime(hostToken, services.settings.now);
  const owner = ownerOf(hostToken);
  // All panels of an account share the cookie, so it cannot hold the context of one of them.
  const carried =
    services.settings.transport === 'cookie' ? { ...owner, context: {}, signedContext: {} } : owner;
  const thumbprint = await readKey(request, services);
  const token = services.sessionTokens.begin(carried, hostProofAt, thumbprint);
  services.signals.emit({ type: 'session_began', clientKey: hostToken.tenant.clientKey });
  return sessionResponse({ ...owner, ...(thumbprint !== undefined && { thumbprint }) }, token, services);
}

/** The thumbprint of the key that the new session is bound to, as the option `senderConstrained` says. */
async function readKey(request: AuthbeatRequest, services: Services): Promise<string | undefined> {
  const { senderConstrained } = services.settings;
  const isBound = senderConstrained === 'required' || (senderConstrained === 'optional' && hasProof(request));
  if (!isBound) return undefined;
  try {
    return await requireProof(request, services);
  } catch (error) {
    throw error instanceof Refusal ? withDpopChallenge(error) : error;
  }
}

/** The heartbeat: a session token in, the next one out, while the last host proof is recent enough. */
export async function heartbeat(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  const { session } = await requireSession(request, services);
  services.limits.take('heartbeat', session);
  const { hostProofMaxAge, now, leeway } = services.settings;
  if (now() / 1000 >= session.hostProofAt + hostProofMaxAge + leeway)
    throw new Refusal('host_proof_required');
  services.signals.emit({ type: 'session_extended', clientKey: session.clientKey });
  return sessionResponse(session, services.sessionTokens.extend(session), services);
}

/** Ends a session on every node. */
export async function signOut(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  const { session, headers } = await requireSession(request, services);
  services.limits.take('sign-out', session);
  await services.revocations.endSession(session);
  const { clientKey, accountId, sessionId } = session;
  services.signals.emit({ type: 'session_ended', clientKey });
  services.signals.audit({
    action: 'session_signed_out',
    by: { kind: 'account', ...(accountId !== undefined && { accountId }) },
    clientKey,
    sessionId,
  });
  const isCookie = services.settings.transport === 'cookie';
  return emptyResponse(isCookie ? { 'set-cookie': sessionCookie(sessionName(session), '', 0) } : headers);
}

function sessionResponse(
  owner: OwnClaims & { readonly thumbprint?: string },
  token: string,
  services: Services,
): AuthbeatResponse {
  const { transport, sessionLifetime } = services.settings;
  const common = { issued_token_type: EXCHANGE_TOKEN_TYPES.accessToken, expires_in: sessionLifetime };
  if (owner.thumbprint !== undefined)
    return jsonResponse(200, { access_token: token, token_type: 'DPoP', ...common }, nonceHeader(services));
  if (transport === 'bearer')
    return jsonResponse(200, { access_token: token, token_type: 'Bearer', ...common });
  const session = sessionName(owner);
  return jsonResponse(
    200,
    { session, token_type: 'N_A', ...common },
    { 'set-cookie': sessionCookie(session, token, sessionLifetime) },
  );
}

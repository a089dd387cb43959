import { EXCHANGE_FIELDS, EXCHANGE_TOKEN_TYPES, readExchangeRequest } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { requireSession } from '../access/session.ts';
import { requireLive } from '../access/validity.ts';
import { hasProof, nonceHeader, requireProof } from '../access/proof.ts';
import { emptyResponse, jsonResponse, withDpopChallenge } from '../http/responses.ts';
import { readForm, requireNoBody } from '../http/body.ts';
import { readCredential, refuseCredential } from '../http/credentials.ts';
import { sessionCookie, sessionName } from '../http/session-cookie.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { HostProfile } from '../hosts/profile.ts';
import { namesOf, ownerOf, type OwnClaims } from '../tokens/own-claims.ts';
import type { BegunSession, RepeatableProof } from '../tokens/session.ts';
import type { AuthbeatResponse } from '../response.ts';

/** The exchange: a host's proof in, a session token out. @see RFC 8693, section 2 */
export async function exchange(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  const { token: given, place } = await readProof(request, services);
  const proof = await services.hosts
    .profileOf(given, place)
    .prove(given, (account) => services.limits.take('exchange', account));
  const owner = ownerOf(proof);
  // All panels of an account share the cookie, so it cannot hold the context of one of them.
  const { transport, sessionLifetime } = services.settings;
  const carried = transport === 'cookie' ? { ...owner, context: {}, signedContext: {} } : owner;
  const thumbprint = await readKey(request, services);
  const { provenAt, repeatable } = proof;
  const begun = repeatable
    ? await beginOnce(carried, provenAt, repeatable, thumbprint, services)
    : { token: services.sessionTokens.begin(carried, provenAt, thumbprint), expiresIn: sessionLifetime };
  services.signals.emit({ type: 'session_began', ...namesOf(owner) });
  return sessionResponse({ ...owner, ...(thumbprint !== undefined && { thumbprint }) }, begun, services);
}

/** The session of a proof that may come again: it must not come back after a sign-out. */
async function beginOnce(
  owner: OwnClaims,
  provenAt: number,
  proof: RepeatableProof,
  thumbprint: string | undefined,
  services: Services,
): Promise<BegunSession> {
  const begun = services.sessionTokens.beginOnce(owner, provenAt, proof, thumbprint);
  await requireLive(begun.session, services, 'session_revoked');
  return begun;
}

/** The proof of an exchange: in the form, or as the bearer token that a host adds to a request without a body. */
async function readProof(
  request: AuthbeatRequest,
  { hosts }: Services,
): Promise<{ readonly token: string; readonly place: HostProfile['proofIn'] }> {
  const credential = hosts.takesBearer ? readCredential(request) : undefined;
  if (credential?.place === 'header-bearer') {
    await requireNoBody(request);
    return { token: credential.token, place: 'bearer' };
  }
  refuseCredential(request);
  const read = readExchangeRequest(await readForm(request, EXCHANGE_FIELDS));
  if ('error' in read) throw new Refusal('request_malformed', { error: read.error });
  return { token: read.subjectToken, place: 'form' };
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
  services.signals.emit({ type: 'session_extended', ...namesOf(session) });
  const token = services.sessionTokens.extend(session);
  return sessionResponse(session, { token, expiresIn: services.settings.sessionLifetime }, services);
}

/** Ends a session on every node. */
export async function signOut(request: AuthbeatRequest, services: Services): Promise<AuthbeatResponse> {
  const { session, headers } = await requireSession(request, services);
  services.limits.take('sign-out', session);
  // A tenant on its way from Connect to Forge has sessions in both: a user who signs out leaves both.
  const endsAll = services.settings.forge !== undefined && session.accountId !== undefined;
  await services.revocations.endSession(session, { endsAll });
  const { accountId, sessionId } = session;
  services.signals.emit({ type: 'session_ended', ...namesOf(session) });
  services.signals.audit({
    action: 'session_signed_out',
    by: { kind: 'account', ...(accountId !== undefined && { accountId }) },
    ...namesOf(session),
    sessionId,
  });
  const isCookie = services.settings.transport === 'cookie';
  return emptyResponse(isCookie ? { 'set-cookie': sessionCookie(sessionName(session), '', 0) } : headers);
}

function sessionResponse(
  owner: OwnClaims & { readonly thumbprint?: string },
  { token, expiresIn }: Pick<BegunSession, 'token' | 'expiresIn'>,
  services: Services,
): AuthbeatResponse {
  const { transport } = services.settings;
  const common = { issued_token_type: EXCHANGE_TOKEN_TYPES.accessToken, expires_in: expiresIn };
  if (owner.thumbprint !== undefined)
    return jsonResponse(200, { access_token: token, token_type: 'DPoP', ...common }, nonceHeader(services));
  if (transport === 'bearer')
    return jsonResponse(200, { access_token: token, token_type: 'Bearer', ...common });
  const session = sessionName(owner);
  return jsonResponse(
    200,
    { session, token_type: 'N_A', ...common },
    { 'set-cookie': sessionCookie(session, token, expiresIn) },
  );
}

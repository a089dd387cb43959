import { createHash } from 'node:crypto';
import { NONCE_HEADER, PROOF_HEADER, TokenError, verifyProof, type VerifiedProof } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { LimitedAccount } from '../tenants/limits.ts';
import type { Session } from '../tokens/session.ts';
import { NONCE_PERIOD } from '../tokens/nonces.ts';

/** For how many periods a nonce is accepted: the one before, its own, and the one after. */
const ACCEPTED_PERIODS = 3;

/** Does this request bring a proof? */
export function hasProof(request: AuthbeatRequest): boolean {
  return request.header(PROOF_HEADER) !== undefined;
}

/** A session token and the key that it is bound to. */
export interface BoundToken {
  readonly token: string;
  readonly thumbprint: NonNullable<Session['thumbprint']>;
  /** Whose session it is: every proof makes a record in the store, so the proofs of each account are counted. */
  readonly owner: LimitedAccount;
}

/**
 * Verifies the proof of a request, and uses it up.
 *
 * @param bound the session token that came with it; none at the exchange
 * @returns the thumbprint of the key
 * @throws {Refusal} `session_invalid` when another key has signed it; `too_many_requests`; `proof_nonce_required`;
 *   or `proof_invalid`, also for a repetition
 * @see RFC 9449, sections 4.3 and 11.1
 */
export async function requireProof(
  request: AuthbeatRequest,
  services: Services,
  bound?: BoundToken,
): Promise<string> {
  const { limits, nonces, settings, store } = services;
  const { method, url } = request;
  const proof = request.header(PROOF_HEADER) ?? '';
  const verified = await verifyProof(proof, {
    method,
    url,
    baseUrl: settings.baseUrl,
    ...(bound && { token: bound.token }),
    acceptsNonce: (nonce) => nonces.accepts(nonce),
  }).catch((cause: unknown) => {
    if (!(cause instanceof TokenError)) throw cause;
    throw refusalOf(cause, services);
  });
  if (bound && verified.thumbprint !== bound.thumbprint) throw new Refusal('session_invalid');
  if (bound) limits.take('proof', bound.owner);
  const expiresAtMs = settings.now() + ACCEPTED_PERIODS * NONCE_PERIOD * 1000;
  if (!(await store.consumeOnce(keyOf(verified), expiresAtMs))) throw new Refusal('proof_invalid');
  return verified.thumbprint;
}

/** The header that gives a client the nonce for its next proof. */
export function nonceHeader({ nonces }: Services): Readonly<Record<string, string>> {
  return { [NONCE_HEADER]: nonces.current() };
}

function refusalOf(cause: TokenError, services: Services): Refusal {
  const isNonce = cause.code === 'token_expired';
  return isNonce
    ? new Refusal('proof_nonce_required', { cause, headers: nonceHeader(services) })
    : new Refusal('proof_invalid', { cause });
}

/** Hashing bounds its length. */
function keyOf({ thumbprint, proofId }: VerifiedProof): string {
  return `proof:${createHash('sha256').update(`${thumbprint} ${proofId}`).digest('base64url')}`;
}

import { ClientError } from '../errors.ts';
import { readRetryAfter } from '../retry-after.ts';
import type { World } from '../world.ts';
import type { Effect, Grant } from './source.ts';

/** Refusals that a new session cures (docs/protocol.md, "Refusals"). */
const CURABLE = /^(session_(missing|expired|invalid)|host_proof_required)$/;

/** What a response of Authbeat's server means for the session. An app's own 401 means nothing. */
export async function readEffect(response: Response): Promise<Effect> {
  const refusal = response.status === 401 ? await readRefusal(response) : '';
  if (refusal === 'session_revoked') return 'end';
  return CURABLE.test(refusal) ? 'renew' : undefined;
}

/**
 * Sends a request to the app's server; every refusal is an error. It follows no redirect, which would carry the
 * token elsewhere, and sends no referrer, because the page's own address holds a token.
 */
export async function send(world: Pick<World, 'fetch'>, url: string, init: RequestInit): Promise<Response> {
  const response = await world.fetch(url, {
    method: 'POST',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    ...init,
  });
  if (response.ok) return response;
  const refusal = await readRefusal(response);
  // Everything that is not known to last may be over soon.
  const code =
    refusal === 'session_revoked'
      ? 'signedout'
      : refusal === 'host_token_invalid'
        ? 'refused'
        : 'unavailable';
  throw new ClientError(code, {
    status: response.status,
    refusal,
    retryAfter: readRetryAfter(response),
  });
}

/** The header of a session token (RFC 6750, section 2.1). */
export const bearer = (token: string | undefined): [string, string] => ['Authorization', `Bearer ${token}`];

/** The response of the exchange and the heartbeat (RFC 6749, section 5.1). */
export interface SessionResponse {
  readonly access_token: string;
  readonly token_type: string;
  /** With `transport: 'cookie'`, in place of the token: the name of the session. */
  readonly session?: string;
  readonly expires_in: number;
}

export const readSession = (session: SessionResponse): Grant => ({
  token: session.access_token,
  expiresIn: session.expires_in,
});

/** The `code` of a refusal, if the response has one. The response can still be read. */
export const readRefusal = async (response: Response): Promise<string> =>
  response
    .clone()
    .json()
    .then(({ code }) => String(code))
    .catch(() => '');

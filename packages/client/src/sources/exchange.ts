import { ClientError } from '../errors.ts';
import type { ClientErrorCode } from '../errors.ts';
import type { World } from '../world.ts';
import type { Grant, Verdict } from './source.ts';

/** Refusals after which another session helps (docs/protocol.md, "Refusals"). */
const CURABLE = /^(session_(missing|expired|invalid)|host_proof_required)$/;

/** What Authbeat's server says about a session by refusing a request. An app's own 401 says nothing. */
export async function protocolVerdict(response: Response): Promise<Verdict> {
  const refusal = response.status === 401 ? await readRefusal(response) : '';
  if (refusal === 'session_revoked') return 'ended';
  return CURABLE.test(refusal) ? 'refused' : undefined;
}

/**
 * Sends a request to the app's server; every refusal is an error. No redirect is followed, since it would carry
 * the token with it, and no address is given away: the page's own holds a token.
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
  // Seconds; the date form, which the server does not use, counts for nothing.
  const retryAfter = Number(response.headers.get('Retry-After')) || 0;
  throw new ClientError(meaningOf(refusal), {
    status: response.status,
    refusal,
    retryAfter,
  });
}

/** Asks for a session (RFC 6749, section 5.1). */
export async function requestSession(world: World, url: string, init: RequestInit): Promise<Grant> {
  const response = await send(world, url, init);
  return readSession((await response.json()) as SessionAnswer);
}

/** The answer of the exchange and the heartbeat. */
export interface SessionAnswer {
  readonly access_token: string;
  readonly expires_in: number;
}

export const readSession = (answer: SessionAnswer): Grant => ({
  token: answer.access_token,
  expiresIn: answer.expires_in,
});

/** What a refused renewal is about. Anything that is not known to last may be over soon. */
function meaningOf(refusal: string): ClientErrorCode {
  if (refusal === 'session_revoked') return 'signedout';
  return refusal === 'host_token_invalid' ? 'refused' : 'unavailable';
}

/** The `code` of a refusal, if it is one of ours. The response can still be read. */
const readRefusal = async (response: Response): Promise<string> =>
  response
    .clone()
    .json()
    .then(({ code }) => String(code))
    .catch(() => '');

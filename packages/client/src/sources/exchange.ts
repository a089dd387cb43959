import { ClientError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Grant, Remedy } from './source.ts';

/** Refusals after which another session helps (docs/protocol.md, "Refusals"). */
const CURABLE = new Set(['session_missing', 'session_expired', 'session_invalid', 'host_proof_required']);
/** Refusals that the same request meets again, however often it is sent. */
const LASTING = new Set([
  'host_token_invalid',
  'request_malformed',
  'request_too_large',
  'media_type_unsupported',
  'method_not_allowed',
]);

/** What a refusal of Authbeat's server calls for. An app's own 401 is none. */
export async function protocolRemedy(response: Response): Promise<Remedy> {
  if (response.status !== 401) return undefined;
  const code = await readRefusal(response);
  if (code === 'session_revoked') return 'end';
  return code !== undefined && CURABLE.has(code) ? 'renew' : undefined;
}

/** Sends a request whose answer is JSON; everything else is an error. */
export async function request(world: World, url: string, init: RequestInit): Promise<unknown> {
  const response = await send(world, url, init);
  try {
    return await response.json();
  } catch {
    throw new ClientError('answer_malformed', { status: response.status });
  }
}

/**
 * Sends a request to the app's server; every refusal is an error. No redirect is followed, since it would carry
 * the token with it, and no address is given away: the page's own holds a token.
 */
export async function send(world: World, url: string, init: RequestInit): Promise<Response> {
  let response;
  try {
    response = await world.fetch(url, {
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...init,
    });
  } catch (cause) {
    throw new ClientError('unreachable', {}, { cause });
  }
  if (!response.ok) throw await toError(response);
  return response;
}

/** A grant whose life is counted from when it was asked for: the earliest time at which the server made it. */
export async function requestGrant(
  world: World,
  url: string,
  init: RequestInit,
  read: (answer: Record<string, unknown>) => { readonly token: unknown; readonly expiresIn: unknown },
): Promise<Grant> {
  const sentAt = world.now();
  const body = await request(world, url, { method: 'POST', ...init });
  const { token, expiresIn } = read(Object(body) as Record<string, unknown>);
  return { token: token as string, expiresIn: (expiresIn as number) - (world.now() - sentAt) / 1_000 };
}

/** Reads the answer of the exchange and the heartbeat (RFC 6749, section 5.1). */
export const readSession = (
  answer: Record<string, unknown>,
): { readonly token: unknown; readonly expiresIn: unknown } => ({
  token: answer['access_token'],
  expiresIn: answer['expires_in'],
});

async function toError(response: Response): Promise<ClientError> {
  const { status } = response;
  const refusal = await readRefusal(response);
  const retryAfter = Number(response.headers.get('Retry-After')) * 1_000;
  const data = {
    status,
    ...(refusal === undefined ? {} : { refusal }),
    ...(retryAfter > 0 ? { retryAfter } : {}),
  };
  if (refusal === 'session_revoked') return new ClientError('signed_out', data);
  if (refusal === 'host_token_expired') return new ClientError('host_refused', data);
  return new ClientError(refusal !== undefined && LASTING.has(refusal) ? 'refused' : 'unreachable', data);
}

/** The `code` of a refusal, if it is one of ours. The response can still be read. */
export async function readRefusal(response: Response): Promise<string | undefined> {
  if (response.headers.get('Content-Type')?.startsWith('application/json') !== true) return undefined;
  try {
    const { code } = Object(await response.clone().json()) as { readonly code?: unknown };
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

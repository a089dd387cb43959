import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type InformationEvent,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { UpstreamError } from '../errors.ts';
import type { HeaderList } from './headers.ts';

/** A request as the upstream gets it. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly path: string;
  readonly headers: HeaderList;
  /** The body, when it has been read. */
  readonly body?: Uint8Array;
}

/** The app behind the gateway. */
export interface Upstream {
  /**
   * Sends a request, with the body of the incoming one if there is one.
   *
   * @returns the response, whose body is not read yet
   * @throws {UpstreamError}
   */
  send(outgoing: UpstreamRequest, options: SendOptions): Promise<IncomingMessage>;
  /** Opens a request whose events the caller handles, for upgrades. It fails when the upstream stays silent. */
  open(outgoing: UpstreamRequest): ClientRequest;
  close(): void;
}

export interface SendOptions {
  /** The request whose body is sent. Without one, the body of the outgoing request is. */
  readonly incoming?: IncomingMessage | undefined;
  /** Aborts the request. */
  readonly signal: AbortSignal;
  /** Called with each informational response (1xx). */
  readonly onInformation?: (information: InformationEvent) => void;
}

export interface UpstreamOptions {
  /** An origin. */
  readonly upstream: string;
  /** How long it may be silent until its response begins, in seconds. */
  readonly upstreamTimeout: number;
}

/** What the head of a response may have: a policy and cookies are longer than the 16 KB that Node allows by default. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Requests by `node:http`, which passes every byte of a path on as it came. Nothing here goes through a `URL`, which would
 * resolve dots and encode characters that the host's signature covers.
 */
export function createUpstream({ upstream, upstreamTimeout }: UpstreamOptions): Upstream {
  const { protocol, hostname, port } = new URL(upstream);
  const isTls = protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const timeoutMs = Math.ceil(upstreamTimeout * 1000);
  const open: Upstream['open'] = ({ method, path, headers }) => {
    const request = (isTls ? httpsRequest : httpRequest)({
      agent,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port || (isTls ? 443 : 80),
      method,
      path,
      headers: [...headers],
      timeout: timeoutMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    return request.once('timeout', () => request.destroy(new UpstreamError('upstream_timeout')));
  };

  const attempt: Upstream['send'] = async (outgoing, options) => {
    const { incoming, signal, onInformation } = options;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request = open(outgoing);
    const abort = (): void => void request.destroy();
    signal.addEventListener('abort', abort, { once: true });
    if (onInformation) request.on('information', onInformation);
    request
      .once('response', (response) => {
        // A stream of events may be silent for as long as it likes.
        request.setTimeout(0);
        resolve(response);
      })
      // Nothing has asked for one. Without a listener, Node closes the connection and reports no error.
      .once('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new UpstreamError('upstream_invalid'));
      })
      .on('error', (error) => {
        incoming?.unpipe(request);
        reject(error);
      })
      .once('close', () => signal.removeEventListener('abort', abort));
    if (incoming && hasBody(incoming)) incoming.pipe(request);
    else request.end(outgoing.body);
    return promise.catch((error: unknown) => {
      if (!isStale(error, request) || !isRepeatable(outgoing, incoming)) throw toUpstreamError(error);
      return attempt(outgoing, options);
    });
  };
  return { send: attempt, open, close: () => agent.destroy() };
}

/** Methods that have the same effect when they arrive twice. @see RFC 9110, section 9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** May a request be sent again when it is not known whether the upstream has got it? */
function isRepeatable({ method, body }: UpstreamRequest, incoming: IncomingMessage | undefined): boolean {
  return IDEMPOTENT.has(method) && body === undefined && !(incoming && hasBody(incoming));
}

/** Does a body follow this request's head? */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Did the upstream close a kept connection at the moment that it was used again? */
function isStale(error: unknown, request: ClientRequest): boolean {
  return request.reusedSocket && error instanceof Error && Reflect.get(error, 'code') === 'ECONNRESET';
}

/** Why a request to the upstream failed. */
export function toUpstreamError(cause: unknown): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  const isParserError = typeof code === 'string' && code.startsWith('HPE_');
  return new UpstreamError(isParserError ? 'upstream_invalid' : 'upstream_unreachable', { cause });
}

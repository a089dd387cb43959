import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '@authbeat/core';
import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { AuthbeatResponse } from '../../response.ts';
import type { Admission, Verdict } from '../../verdict.ts';
import { collectBody, discard, takeBody } from '../../http/body.ts';
import { headersFor, isAdditive, isPublic, staysInFront } from '../../http/responses.ts';

/** Who sends a request, as Express and Fastify find it with their settings for proxies. */
interface Caller {
  readonly ip?: string | undefined;
}

/** A request of Node, with what connect-style frameworks and parsers add to it. */
export type NodeRequest = IncomingMessage &
  Caller & {
    /** The URL as it arrived. Routers remove the path that they are mounted at from `url`. */
    readonly originalUrl?: string;
    readonly body?: unknown;
  };

/**
 * Translates a request of Node, for code that calls `Authbeat`'s guards itself. The body is read once, with the limit of
 * the first call, and can be asked for again: by an endpoint, and by a proxy that forwards it.
 *
 * @param publicUrl as in `AdapterOptions`. Defaults to the URL that was received
 * @param caller has the address of the caller, where the framework knows it better than the request
 */
export function readNodeRequest(
  request: NodeRequest,
  publicUrl: (url: string) => string = (url) => url,
  caller: Caller = request,
): AuthbeatRequest {
  return new NodeMessage(request, publicUrl, caller);
}

class NodeMessage implements AuthbeatRequest {
  readonly #request: NodeRequest;
  readonly #publicUrl: (url: string) => string;
  readonly #caller: Caller;
  #body: Promise<RequestBody> | undefined;

  constructor(request: NodeRequest, publicUrl: (url: string) => string, caller: Caller) {
    this.#request = request;
    this.#publicUrl = publicUrl;
    this.#caller = caller;
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get url(): string {
    const { originalUrl, url = '' } = this.#request;
    return this.#publicUrl(originalUrl ?? url);
  }

  get address(): string | undefined {
    return this.#caller.ip ?? this.#request.socket.remoteAddress;
  }

  header(name: string): string | undefined {
    return readHeader(this.#request, name);
  }

  async body(limit: number): Promise<RequestBody> {
    this.#body ??= readBody(this.#request, limit);
    return this.#body;
  }
}

/** Node keeps the first of two `Authorization` headers. Other parsers may read the second: both are needed. */
function readHeader({ headers, rawHeaders }: IncomingMessage, name: string): string | undefined {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) if (isName(rawHeaders[index], name)) count += 1;
  if (count < 2) return headers[name]?.toString();
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && isName(rawHeaders[index - 1], name));
  return values.join(name === 'cookie' ? '; ' : ', ');
}

function isName(sent: string | undefined, name: string): boolean {
  return sent?.length === name.length && sent.toLowerCase() === name;
}

async function readBody(request: NodeRequest, limit: number): Promise<RequestBody> {
  // Some parsers set an empty `body` without reading the stream, so only the stream can tell.
  if (request.readableDidRead) return takeBody(request.body, limit);
  // Destroying the stream would close the socket before the response is sent.
  const body = await collectBody(request.iterator({ destroyOnReturn: false }), limit);
  if (body.state === 'too-large') await discard(request.iterator({ destroyOnReturn: false }));
  return body;
}

/** Sends a response of Authbeat. */
export function sendResponse(response: ServerResponse, { status, headers, body }: AuthbeatResponse): void {
  // HTTP/2 has no such header: there the stream ends, and the connection stays.
  const { connection, ...others } = headers;
  if (connection === 'close') response.shouldKeepAlive = false;
  setHeaders(response, others, isAdditive);
  response.statusCode = status;
  response.end(body);
}

/** Applies a verdict to a response. Returns `true` when the app's handler is to respond. */
export function applyVerdict<Admitted extends Admission>(
  response: ServerResponse,
  verdict: Verdict<Admitted>,
): verdict is Extract<Verdict<Admitted>, { admitted: true }> {
  // Something else may have responded in the meantime, such as a timeout.
  if (response.headersSent) return false;
  if (!verdict.admitted) {
    sendResponse(response, verdict.response);
    return false;
  }
  verdict.explainPolicy?.(String(response.getHeader('content-security-policy') ?? ''));
  setHeaders(response, verdict.headers, staysInFront);
  preventErrorCaching(response, verdict.headers);
  return true;
}

function setHeaders(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  stays: (header: string) => boolean,
): void {
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    if (stays(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}

/**
 * Prevents caches from keeping an error of the app where a guard lets them keep the page. A `Cache-Control`
 * that the handler has set itself stays.
 */
export function preventErrorCaching(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  if (!isPublic(headers)) return;
  const name = 'cache-control';
  const original = response.writeHead.bind(response) as (status: number, ...written: unknown[]) => never;
  response.writeHead = (status: number, ...written: unknown[]) => {
    const value = headersFor(status, headers)[name];
    if (value === undefined || value === headers[name] || response.headersSent) {
      return original(status, ...written);
    }
    if (response.getHeader(name) === headers[name]) response.setHeader(name, value);
    // Fastify passes its headers only here.
    const replace = (part: unknown): unknown =>
      isRecord(part) && part[name] === headers[name] ? { ...part, [name]: value } : part;
    return original(status, ...written.map(replace));
  };
}

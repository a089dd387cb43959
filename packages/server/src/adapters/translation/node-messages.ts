import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShellVerdict } from '../../guards/shell.ts';
import { isRecord } from '../../http/body.ts';
import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { Verdict } from '../../verdict.ts';
import { collectBody, takeBody } from './body.ts';
import { headersFor, isAdditive, staysInFront } from './guards.ts';

/** A request of Node, with what connect-style frameworks and parsers add to it. */
export type NodeRequest = IncomingMessage & {
  /** The URL as it arrived; `url` loses the path that a router is mounted at. */
  readonly originalUrl?: string;
  readonly body?: unknown;
};

/** Makes a request of Node into one of Authbeat's. */
export function readNodeRequest(request: NodeRequest, publicUrl: (url: string) => string): AuthbeatRequest {
  return {
    method: request.method ?? '',
    get url() {
      return publicUrl(request.originalUrl ?? request.url ?? '');
    },
    header: (name) => readHeader(request, name),
    body: async (limit) => readBody(request, limit),
  };
}

/** Node keeps one `Authorization` of two: whoever looks at the other one would see another caller. */
function readHeader({ headers, rawHeaders }: IncomingMessage, name: string): string | undefined {
  const sent = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
  if (sent.length > 1) return sent.join(name === 'cookie' ? '; ' : ', ');
  return headers[name]?.toString();
}

async function readBody(request: NodeRequest, limit: number): Promise<RequestBody> {
  // Some parsers leave an empty `body` behind that they never read: the stream alone knows.
  if (request.readableDidRead) return takeBody(request.body, limit);
  // A stream that is destroyed takes the socket along, and with it the answer.
  const body = await collectBody(request.iterator({ destroyOnReturn: false }), limit);
  if (body.state === 'too-large') request.resume();
  return body;
}

/** Answers what is not admitted. `true`: the response is ready for the app's own handler. */
export function applyVerdict<AnyVerdict extends Verdict | ShellVerdict>(
  response: ServerResponse,
  verdict: AnyVerdict,
): verdict is Extract<AnyVerdict, { admitted: true }> {
  // Somebody else may have answered meanwhile, such as a timeout.
  if (response.headersSent) return false;
  if (verdict.admitted) {
    addHeaders(response, verdict.headers, staysInFront);
    return true;
  }
  addHeaders(response, verdict.answer.headers, isAdditive);
  response.statusCode = verdict.answer.status;
  response.end(verdict.answer.body);
  return false;
}

function addHeaders(
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  stays: (header: string) => boolean,
): void {
  for (const [name, value] of Object.entries(headers)) {
    if (stays(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}

/** Has the app's failures kept by nobody, unless its handler has replaced the guard's `Cache-Control`. */
export function keepNoFailure(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  const name = 'cache-control';
  const original = response.writeHead.bind(response) as (status: number, ...written: unknown[]) => never;
  response.writeHead = (status: number, ...written: unknown[]) => {
    const value = headersFor(status, headers)[name];
    if (value === undefined || value === headers[name] || response.headersSent) {
      return original(status, ...written);
    }
    if (response.getHeader(name) === headers[name]) response.setHeader(name, value);
    // Fastify keeps its headers to itself until now.
    const replace = (part: unknown): unknown =>
      isRecord(part) && part[name] === headers[name] ? { ...part, [name]: value } : part;
    return original(status, ...written.map(replace));
  };
}

/** Shows what the app's handler writes, as far as it is a whole page. */
export function observeBody(response: ServerResponse, observe: (body: Uint8Array) => void): void {
  const chunks: Uint8Array[] = [];
  for (const verb of ['write', 'end'] as const) {
    const original = response[verb].bind(response) as (...written: unknown[]) => never;
    response[verb] = (...written: unknown[]) => {
      const [chunk] = written;
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
      return original(...written);
    };
  }
  response.once('finish', () => {
    if (response.statusCode === 200) observe(Buffer.concat(chunks));
  });
}

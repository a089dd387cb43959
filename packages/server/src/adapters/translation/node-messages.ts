import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { Answer } from '../../verdict.ts';
import { announcesMoreThan, collectBody, takeBody } from './body.ts';
import { isAdditive } from './guards.ts';

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

/** Of some headers that came twice, such as `Authorization`, Node keeps one: whoever else reads the other sees another caller. */
function readHeader({ headers, rawHeaders }: IncomingMessage, name: string): string | undefined {
  const sent = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
  if (sent.length > 1) return sent.join(name === 'cookie' ? '; ' : ', ');
  return headers[name]?.toString();
}

async function readBody(request: NodeRequest, limit: number): Promise<RequestBody> {
  // Some parsers leave an empty `body` behind that they never read: the stream alone knows.
  if (request.readableDidRead || request.readableEnded) return takeBody(request.body, limit);
  if (announcesMoreThan(limit, request.headers['content-length'])) return { state: 'too-large' };
  // A stream that is destroyed takes the socket along, and with it the answer.
  const body = await collectBody(request.iterator({ destroyOnReturn: false }), limit);
  if (body.state === 'too-large') request.resume();
  return body;
}

/** Gives an answer of Authbeat's, unless somebody else has answered meanwhile. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent) return;
  addHeaders(response, headers);
  response.statusCode = status;
  response.end(body);
}

export function addHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (isAdditive(name)) response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer, before it is written. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Keeps the answer open and returns what to do at its end. */
  readonly stream?: (response: ServerResponse) => () => void;
}

const EVERY_REPLY = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

// Frames may come from any app; everything else is the host's own, and nobody frames the host.
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  // Atlassian's bridge styles its containers in the markup.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: http: https:",
  "connect-src 'self'",
  'frame-src http: https:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function html(body: string, status = 200): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PAGE_POLICY,
    },
    body,
  };
}

export function json(value: unknown, status = 200): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** A refusal: a stable code and one sentence. */
export function refusal(status: number, error: string, sentence: string): Reply {
  return json({ error, error_description: sentence }, status);
}

export function text(body: string, status = 200, contentType = 'text/plain; charset=utf-8'): Reply {
  return { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body };
}

export function write(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(reply.status, { ...EVERY_REPLY, ...reply.headers });
  if (request.method === 'HEAD' || !reply.stream) {
    response.end(request.method === 'HEAD' ? undefined : reply.body);
    return;
  }
  response.write(reply.body);
  response.on('close', reply.stream(response));
}

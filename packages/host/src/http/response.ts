import type { IncomingMessage, ServerResponse } from 'node:http';

/** A response, before it is written. */
export interface HostResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Keeps the response open. Returns what to call when the connection closes. */
  readonly stream?: (response: ServerResponse) => () => void;
}

const COMMON_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

// Frames show pages of any app. Everything else is from the host, and no page may frame the host.
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

/** @param remotes origins that the page may call besides the host's own */
export function html(body: string, status = 200, remotes: readonly string[] = []): HostResponse {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': PAGE_POLICY.replace(/connect-src [^;]*/, ['$&', ...remotes].join(' ')),
    },
    body,
  };
}

export function json(value: unknown, status = 200): HostResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** A refusal: a stable code and a sentence. */
export function refusal(status: number, error: string, sentence: string): HostResponse {
  return json({ error, error_description: sentence }, status);
}

export function text(body: string, status = 200, contentType = 'text/plain; charset=utf-8'): HostResponse {
  return { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' }, body };
}

export function write(
  { status, headers, body, stream }: HostResponse,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(status, { ...COMMON_HEADERS, ...headers });
  if (request.method === 'HEAD' || !stream) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.write(body);
  response.on('close', stream(response));
}

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ConfigurationError, Refusal } from '../errors.ts';
import { refusalAnswer } from '../http/answers.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { Services } from '../services.ts';
import type { Answer } from '../verdict.ts';
import { attend } from '../signals/attend.ts';

export interface ShellOptions {
  /** How long browsers keep the page, in seconds. Defaults to 300. */
  readonly maxAge?: number;
  /** Who may frame it, as sources of a content security policy. Defaults to Atlassian's cloud. */
  readonly frameAncestors?: readonly string[];
}

/** What becomes of a request for a shell: there is nobody behind it. */
export type ShellVerdict =
  | {
      readonly admitted: true;
      readonly headers: Readonly<Record<string, string>>;
      /**
       * In development: takes the body that the app's handler answers, to warn when it depends on who asks.
       * Adapters that can see that body call it; it never throws.
       */
      readonly observe?: (body: string | Uint8Array) => void;
    }
  | { readonly admitted: false; readonly answer: Answer };

const ATLASSIAN_CLOUD = ['https://*.atlassian.net', 'https://*.jira.com'];
/** Headers by which a handler may tell callers apart. */
const CALLER_HEADERS = ['authorization', 'cookie', 'user-agent', 'accept-language', 'x-forwarded-for'];
const MAX_SHELLS = 100;

/**
 * Lets anybody have the static page of a `cacheable` module: hosts load it without a token, and browsers
 * keep it for everybody who uses them. Nothing of a person or tenant may be in it.
 *
 * @throws {ConfigurationError} with every mistake in the options
 */
export function createShellGuard(
  services: Services,
  { maxAge = 300, frameAncestors = ATLASSIAN_CLOUD }: ShellOptions = {},
): (request: AuthbeatRequest) => Promise<ShellVerdict> {
  const problems = [
    ...(Number.isInteger(maxAge) && maxAge >= 0 ? [] : ['`maxAge` must be a whole number of seconds']),
    ...(frameAncestors.length > 0 && frameAncestors.every((source) => /^[^\s;,]+$/.test(source))
      ? []
      : ['`frameAncestors` must list sources of a content security policy']),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const headers = {
    'cache-control': `public, max-age=${maxAge}`,
    'content-security-policy': `frame-ancestors ${frameAncestors.join(' ')}`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  const observer = services.settings.development ? createObserver(services) : undefined;
  return async (request) =>
    attend<ShellVerdict>('shell', services, {
      judge() {
        if (request.method !== 'GET' && request.method !== 'HEAD') {
          throw new Refusal('method_not_allowed', { headers: { allow: 'GET, HEAD' } });
        }
        const observe = request.method === 'GET' && observer?.(request);
        return { admitted: true, headers, ...(observe && { observe }) };
      },
      refuse: (refusal) => ({ admitted: false, answer: refusalAnswer(refusal) }),
    });
}

/** Compares what different callers get for the same URL. */
function createObserver({
  signals,
}: Services): (request: AuthbeatRequest) => (body: string | Uint8Array) => void {
  const seen = new LRUCache<string, { readonly caller: string; readonly body: string }>({ max: MAX_SHELLS });
  return (request) => (content) => {
    const caller = hash(CALLER_HEADERS.map((name) => request.header(name) ?? '').join('\n'));
    const body = hash(content);
    const known = seen.get(request.url);
    seen.set(request.url, { caller, body });
    const [path = ''] = request.url.split('?');
    if (known && known.caller !== caller && known.body !== body) signals.emit({ type: 'shell_varied', path });
  };
}

function hash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}

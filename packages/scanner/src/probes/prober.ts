import { readBounded } from '@authbeat/core';
import pLimit from 'p-limit';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import { VERSION } from '../version.ts';
import type { Responded, Probe, ProbeRequest } from './probe.ts';
import { describeFailure } from './failures.ts';
import type { OriginPolicy } from './origins.ts';

/** How the prober behaves towards the app. */
export interface ProberOptions {
  /** For one request with its response, in seconds. */
  readonly timeout: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Of the person who scans. They may be secret, and go only where `origins` says. */
  readonly headers: Readonly<Record<string, string>>;
  readonly origins: OriginPolicy;
  /** An HTTP proxy's URL. */
  readonly proxy?: string;
  /** Ends the requests under way and prevents further ones. */
  readonly signal?: AbortSignal;
}

/** Makes requests: bounded, timed, identified, and each equal one only once. It never throws. */
export interface Prober {
  readonly send: (request: ProbeRequest) => Promise<Probe>;
  /** How many requests were made. */
  readonly requests: number;
  /** Every response so far, in the order in which they came. */
  readonly responses: readonly Responded[];
  close(): Promise<void>;
}

const IDENTITY = {
  accept: 'text/html, application/json;q=0.9, */*;q=0.8',
  'user-agent': `authbeat-check/${VERSION} (security test)`,
};
const MAX_BODY_BYTES = 1_048_576;
const MAX_REDIRECTS = 5;

export function createProber(options: ProberOptions): Prober {
  const limit = pLimit(options.concurrency);
  const dispatcher = createDispatcher(options);
  const known = new Map<string, Promise<Probe>>();
  const responses: Responded[] = [];
  let requests = 0;

  const sendOnce = async (request: ProbeRequest): Promise<Probe> =>
    limit(async () => {
      const probe = await follow(request, async (hop) => {
        if (!options.origins.allows(hop.url)) return notAllowed(hop);
        requests += 1;
        return fetchOnce(dispatcher, hop, options);
      });
      if (probe.kind === 'responded') responses.push(probe);
      return probe;
    });

  return {
    async send(request) {
      const { method, url, headers, body, attempt } = request;
      const key = JSON.stringify([method, url, headers, body, attempt]);
      const probe = known.get(key) ?? sendOnce(request);
      known.set(key, probe);
      return { ...(await probe), request };
    },
    get requests() {
      return requests;
    },
    responses,
    close: async () => dispatcher.destroy(),
  };
}

function notAllowed(request: ProbeRequest): Probe {
  const { origin } = new URL(request.url);
  const reason = `Nothing is sent to ${origin}, which is another origin; see --allow-origin.`;
  return { kind: 'failed', request, failure: 'origin-not-allowed', reason };
}

function createDispatcher(options: ProberOptions): Dispatcher {
  const { proxy } = options;
  const timeoutMs = timeoutMsOf(options);
  const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxHeaderSize: 65_536 };
  // A bad certificate is a finding of its own; the rest of the app is still tested.
  const tls = { rejectUnauthorized: false, timeout: timeoutMs };
  return proxy === undefined
    ? new Agent({ ...limits, connect: tls })
    : new ProxyAgent({ ...limits, uri: proxy, proxyTunnel: false, requestTls: tls });
}

/** Timers take whole milliseconds. */
function timeoutMsOf({ timeout }: ProberOptions): number {
  return Math.ceil(timeout * 1000);
}

/** Follows redirects on the app's own origin; one that leads elsewhere is itself the response. */
async function follow(
  request: ProbeRequest,
  fetchHop: (hop: ProbeRequest) => Promise<Probe>,
): Promise<Probe> {
  const redirects: string[] = [];
  let hop = request;
  for (;;) {
    const probe = await fetchHop(hop);
    if (probe.kind === 'failed') return { ...probe, request };
    const target = redirectTarget(probe);
    if (target === undefined || target.origin !== new URL(hop.url).origin) {
      return { ...probe, request, redirects };
    }
    if (
      redirects.length === MAX_REDIRECTS ||
      redirects.includes(target.href) ||
      target.href === request.url
    ) {
      const reason = `The app redirects in a loop or more than ${MAX_REDIRECTS} times.`;
      return { kind: 'failed', request, failure: 'redirect-loop', reason };
    }
    redirects.push(target.href);
    hop = redirected(hop, probe.status, target.href);
  }
}

function redirectTarget({ status, headers, url }: Responded): URL | undefined {
  const location = headers.get('location')?.[0];
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.canParse(location, url) ? new URL(location, url) : undefined;
}

function redirected(hop: ProbeRequest, status: number, url: string): ProbeRequest {
  if (status === 307 || status === 308 || hop.method !== 'POST') return { ...hop, url };
  const { body: _, ...rest } = hop;
  return { ...rest, method: 'GET', url };
}

async function fetchOnce(
  dispatcher: Dispatcher,
  request: ProbeRequest,
  options: ProberOptions,
): Promise<Probe> {
  const { timeout, origins, signal: ending } = options;
  const own = origins.takesHeaders(request.url) ? options.headers : {};
  const headers = { ...IDENTITY, ...own, ...request.headers };
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMsOf(options)), ...(ending ? [ending] : [])]);
  try {
    // A proxy that never responds is not ended by the signal alone.
    return await Promise.race([receive(dispatcher, request, headers, signal), rejection(signal)]);
  } catch (error) {
    return {
      kind: 'failed',
      request,
      ...describeFailure(signal.aborted ? signal.reason : error, timeout),
    };
  }
}

async function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const rejectNow = (): void => reject(signal.reason as Error);
    if (signal.aborted) rejectNow();
    else signal.addEventListener('abort', rejectNow, { once: true });
  });
}

async function receive(
  dispatcher: Dispatcher,
  request: ProbeRequest,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Responded> {
  const { origin, pathname, search } = new URL(request.url);
  const response = await dispatcher.request({
    origin,
    path: pathname + search,
    method: request.method,
    headers,
    body: request.body ?? null,
    signal,
  });
  const { bytes, truncated } = await readBounded(response.body, MAX_BODY_BYTES);
  return {
    kind: 'responded',
    request,
    url: request.url,
    redirects: [],
    status: response.statusCode,
    headers: new Map(Object.entries(response.headers).map(([name, value]) => [name, [value ?? []].flat()])),
    body: bytes.toString('utf8'),
    truncated,
  };
}

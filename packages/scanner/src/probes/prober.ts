import pLimit from 'p-limit';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Answered, Exchange, ProbeRequest } from './exchange.ts';
import { describeFailure } from './failures.ts';

/** How the prober behaves towards the app. */
export interface ProberOptions {
  /** For one request with its answer, in milliseconds. */
  readonly timeout: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** An HTTP proxy's URL. */
  readonly proxy?: string;
  /** Ends what is under way, and lets nothing more be sent. */
  readonly signal?: AbortSignal;
}

/** Makes requests: bounded, timed, identified, and each equal one only once. It never throws. */
export interface Prober {
  readonly send: (request: ProbeRequest) => Promise<Exchange>;
  /** How many requests were made. */
  readonly requests: number;
  /** Every answer so far, in the order in which they came. */
  readonly answers: readonly Answered[];
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1_048_576;
const MAX_REDIRECTS = 5;

export function createProber(options: ProberOptions): Prober {
  const limit = pLimit(options.concurrency);
  const dispatcher = createDispatcher(options);
  const known = new Map<string, Promise<Exchange>>();
  const answers: Answered[] = [];
  let requests = 0;

  const sendOnce = async (request: ProbeRequest): Promise<Exchange> =>
    limit(async () => {
      const exchange = await follow(request, async (hop) => {
        requests += 1;
        return fetchOnce(dispatcher, hop, options);
      });
      if (exchange.kind === 'answered') answers.push(exchange);
      return exchange;
    });

  return {
    async send(request) {
      const { method, url, headers, body, attempt } = request;
      const key = JSON.stringify([method, url, headers, body, attempt]);
      const exchange = known.get(key) ?? sendOnce(request);
      known.set(key, exchange);
      return { ...(await exchange), request };
    },
    get requests() {
      return requests;
    },
    answers,
    close: async () => dispatcher.destroy(),
  };
}

function createDispatcher({ proxy, timeout }: ProberOptions): Dispatcher {
  const limits = { headersTimeout: timeout, bodyTimeout: timeout, maxHeaderSize: 65_536 };
  // A bad certificate is a finding of its own; the rest of the app is looked at all the same.
  const tls = { rejectUnauthorized: false, timeout };
  return proxy === undefined
    ? new Agent({ ...limits, connect: tls })
    : new ProxyAgent({ ...limits, uri: proxy, proxyTunnel: false, requestTls: tls });
}

/** Follows redirects on the app's own origin; one that leads elsewhere is itself the answer. */
async function follow(
  request: ProbeRequest,
  fetchHop: (hop: ProbeRequest) => Promise<Exchange>,
): Promise<Exchange> {
  const redirects: string[] = [];
  let hop = request;
  for (;;) {
    const exchange = await fetchHop(hop);
    if (exchange.kind === 'unanswered') return { ...exchange, request };
    const target = redirectTarget(exchange);
    if (target === undefined || target.origin !== new URL(hop.url).origin) {
      return { ...exchange, request, redirects };
    }
    if (
      redirects.length === MAX_REDIRECTS ||
      redirects.includes(target.href) ||
      target.href === request.url
    ) {
      const reason = `The app redirects in a loop or more than ${MAX_REDIRECTS} times.`;
      return { kind: 'unanswered', request, failure: 'redirect-loop', reason };
    }
    redirects.push(target.href);
    hop = redirected(hop, exchange.status, target.href);
  }
}

function redirectTarget({ status, headers, url }: Answered): URL | undefined {
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
  { timeout, headers, signal: ending }: ProberOptions,
): Promise<Exchange> {
  const signal = AbortSignal.any([AbortSignal.timeout(timeout), ...(ending ? [ending] : [])]);
  try {
    // A proxy that never answers is not ended by the signal alone.
    return await Promise.race([receive(dispatcher, request, headers, signal), rejection(signal)]);
  } catch (error) {
    return {
      kind: 'unanswered',
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
): Promise<Answered> {
  const { origin, pathname, search } = new URL(request.url);
  const answer = await dispatcher.request({
    origin,
    path: pathname + search,
    method: request.method,
    headers: { accept: 'text/html, application/json;q=0.9, */*;q=0.8', ...headers, ...request.headers },
    body: request.body ?? null,
    signal,
  });
  const { text, truncated } = await readBody(answer.body);
  return {
    kind: 'answered',
    request,
    url: request.url,
    redirects: [],
    status: answer.statusCode,
    headers: new Map(Object.entries(answer.headers).map(([name, value]) => [name, [value ?? []].flat()])),
    body: text,
    truncated,
  };
}

async function readBody(body: AsyncIterable<Uint8Array>): Promise<{ text: string; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > MAX_BODY_BYTES) break;
  }
  const bytes = Buffer.concat(chunks);
  return { text: bytes.subarray(0, MAX_BODY_BYTES).toString('utf8'), truncated: length > MAX_BODY_BYTES };
}

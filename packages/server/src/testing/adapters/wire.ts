import { Agent, request as connect, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A request as it is sent. */
export interface WireRequest {
  /** Defaults to `GET`. */
  readonly method?: string;
  /** Path and query, sent byte for byte. */
  readonly target: string;
  /** A header with several values is sent several times. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Sends the body in chunks, without a `Content-Length`. */
  readonly chunked?: boolean;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Connections to an app, kept alive from request to request. */
export interface Wire {
  /** Rejects when the response is not complete in time. */
  readonly send: (request: WireRequest) => Promise<WireResponse>;
  /** Begins a request with an unfinished body, for the test to abandon. */
  readonly begin: (request: WireRequest) => ClientRequest;
  readonly close: () => void;
}

/** @param patience how long to wait for a response, in seconds */
export function openWire(port: number, patience: number): Wire {
  const agent = new Agent({ keepAlive: true });
  const begin: Wire['begin'] = ({ method = 'GET', target, headers = {} }) =>
    connect({ port, host: '127.0.0.1', agent, method, path: target, headers: copy(headers) });
  return {
    begin,
    async send(request) {
      const { body = '', chunked = false } = request;
      // By default Node sends no length with methods such as DELETE.
      const framing = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': lengthOf(body) };
      const outgoing = begin({ ...request, headers: { ...request.headers, ...framing } });
      outgoing.setTimeout(patience * 1000, () => {
        outgoing.destroy(new Error(`No response to ${request.method ?? 'GET'} within ${patience} s`));
      });
      const arrival = new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.once('response', resolve).on('error', reject);
      });
      if (chunked) for (const piece of piecesOf(body)) outgoing.write(piece);
      outgoing.end(chunked ? undefined : body);
      const incoming = await arrival;
      return {
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(
          Object.entries(incoming.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
        ),
        body: await text(incoming),
      };
    },
    close: () => {
      agent.destroy();
    },
  };
}

function copy(headers: WireRequest['headers'] = {}): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

function lengthOf(body: string): string {
  return String(Buffer.byteLength(body));
}

function piecesOf(body: string): string[] {
  return body.match(/.{1,16384}/gs) ?? [];
}

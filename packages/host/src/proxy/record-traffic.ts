import type { IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { RecordedHeaders, RecordedRequest, RecordedResponse } from '../timeline/details.ts';
import type { HostRuntime } from '../runtime.ts';
import { headerOf, marksOfRequest, marksOfResponse, readMedia, readSessionEnd } from './find-marks.ts';

const MAX_BODY = 16 * 1024;
const TEXT = /^(?:text\/|application\/(?:[\w.+-]*json|xml|x-www-form-urlencoded|javascript))/;
const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  '': (bytes) => bytes,
  identity: (bytes) => bytes,
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: MAX_BODY }),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: MAX_BODY }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength: MAX_BODY }),
};

/** One request on its way through the proxy. */
export interface Passage {
  /** Reads the body along. Call it in the turn in which the request is sent on: nothing is read twice. */
  readonly follow: () => void;
  /** Records the request once this response has ended. Call it in the turn in which the response is relayed. */
  readonly complete: (response: IncomingMessage) => void;
  /** Records that there was no response of the app: a status of the proxy itself, or 0 for none. */
  readonly fail: (status: number) => void;
}

/** Records a request to the app, its response, and the frame that it belongs to. */
export function recordPassage(runtime: HostRuntime, request: IncomingMessage): Passage {
  const startedAtMs = runtime.now();
  const { method = 'GET', url: path = '/', rawHeaders } = request;
  let readRequest = (): string | undefined => undefined;
  let isRecorded = false;
  const record = (response: RecordedResponse): void => {
    if (isRecorded) return;
    isRecorded = true;
    const body = readRequest();
    const url = `http://${request.headers.host ?? '127.0.0.1'}${path}`;
    const recorded = { method, url, headers: rawHeaders, ...(body !== undefined && { body }) };
    recordRequest(runtime, recorded, response, startedAtMs);
  };
  return {
    follow: () => {
      readRequest = collect(request, rawHeaders);
    },
    complete: (response) => {
      const { statusCode: status = 0, rawHeaders: headers } = response;
      // A stream of events has no end to wait for.
      if (readMedia(headers).type.startsWith('text/event-stream')) {
        record({ status, headers });
        return;
      }
      const read = collect(response, headers);
      response.once('close', () => {
        const body = read();
        record({ status, headers, ...(body !== undefined && { body }) });
      });
    },
    fail: (status) => record({ status, headers: [] }),
  };
}

function recordRequest(
  { timeline, frames, now }: HostRuntime,
  request: RecordedRequest,
  response: RecordedResponse,
  startedAtMs: number,
): void {
  const owner = frames.ownerOf(marksOfRequest(request));
  if (owner) for (const mark of marksOfResponse(response)) frames.learn(mark, owner.fields.frame);
  const { method, url } = request;
  const { status } = response;
  const path = pathOf(url).slice(0, 200);
  const sessionEndsAtMs = readSessionEnd(response, now());
  timeline.record(
    {
      kind: 'request',
      ...(owner && { site: owner.site }),
      sentence: `${owner ? `${owner.fields.name}: ` : ''}${method} ${path}: ${status === 0 ? 'no response' : status}.`,
      data: {
        ...owner?.fields,
        method,
        path,
        status,
        startedAtMs,
        destination: headerOf(request.headers, 'sec-fetch-dest').slice(0, 20),
        ...(sessionEndsAtMs !== undefined && { sessionEndsAtMs }),
      },
    },
    { request, response },
  );
}

/** The path as it was on the wire, without the query. */
function pathOf(url: string): string {
  return /^http:\/\/[^/]*([^?#]*)/.exec(url)?.[1] ?? '';
}

/** Collects a body while something else reads it. Returns what gives its text, if it is a small text. */
function collect(message: IncomingMessage, headers: RecordedHeaders): () => string | undefined {
  const { type, encoding } = readMedia(headers);
  const decode = DECODERS[encoding];
  if (!TEXT.test(type) || !decode) return () => undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  message.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  return () => {
    if (size === 0 || size > MAX_BODY) return undefined;
    try {
      return decode(Buffer.concat(chunks)).toString('utf8');
    } catch {
      // Longer than a detail may be, or broken off.
      return undefined;
    }
  };
}

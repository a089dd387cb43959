import { pairHeaders } from '@authbeat/gateway/proxy';
import type { RecordedHeaders } from '../timeline/details.ts';
import type { Timeline, TimelineEvent } from '../timeline/timeline.ts';
import { hideTokens } from './hide-tokens.ts';

/**
 * The requests of a timeline as an HTTP archive, without the signatures of tokens. `authbeat inspect` reads it.
 *
 * @see HAR 1.2
 */
export function writeHar(timeline: Timeline, events: readonly TimelineEvent[]): object {
  const entries = events.flatMap((event) => {
    const { request, response } = timeline.detailsOf(event.id) ?? {};
    return request && response ? [writeEntry(event, request, response)] : [];
  });
  return hideTokens({ log: { version: '1.2', creator: { name: 'authbeat dev', version: '1' }, entries } });
}

type Details = Required<Pick<NonNullable<ReturnType<Timeline['detailsOf']>>, 'request' | 'response'>>;

function writeEntry(
  { atMs, sentence, data: { startedAtMs = atMs } }: TimelineEvent,
  request: Details['request'],
  response: Details['response'],
): object {
  const time = Math.max(0, atMs - Number(startedAtMs));
  const requestHeaders = listHeaders(request.headers);
  const responseHeaders = listHeaders(response.headers);
  const common = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1 };
  const mimeType = (headers: typeof requestHeaders): string =>
    headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  return {
    startedDateTime: new Date(Number(startedAtMs)).toISOString(),
    time,
    comment: sentence,
    request: {
      ...common,
      method: request.method,
      url: request.url,
      headers: requestHeaders,
      queryString: listParameters(request.url),
      bodySize: sizeOf(request.body),
      ...(request.body !== undefined && {
        postData: { mimeType: mimeType(requestHeaders), params: [], text: request.body },
      }),
    },
    response: {
      ...common,
      status: response.status,
      statusText: '',
      headers: responseHeaders,
      redirectURL: responseHeaders.find(({ name }) => name.toLowerCase() === 'location')?.value ?? '',
      bodySize: sizeOf(response.body),
      content: {
        // Only the other sizes may be unknown.
        size: Math.max(0, sizeOf(response.body)),
        mimeType: mimeType(responseHeaders),
        ...(response.body !== undefined && { text: response.body }),
      },
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
  };
}

function listHeaders(headers: RecordedHeaders): { readonly name: string; readonly value: string }[] {
  return pairHeaders(headers).map(([name, value]) => ({ name, value }));
}

function listParameters(url: string): object[] {
  return URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : [];
}

function sizeOf(body: string | undefined): number {
  return body === undefined ? -1 : Buffer.byteLength(body);
}

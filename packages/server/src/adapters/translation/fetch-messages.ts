import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { Answer } from '../../verdict.ts';
import { collectBody } from './body.ts';
import { isAdditive } from './guards.ts';

/**
 * Makes a `Request` of the Fetch standard into one of Authbeat's.
 *
 * @param readParsed gives the body when somebody else has read it
 */
export function readFetchRequest(
  request: Request,
  publicUrl: (url: string) => string,
  readParsed?: () => Promise<unknown>,
): AuthbeatRequest {
  return {
    method: request.method,
    get url() {
      return publicUrl(request.url.replace(ORIGIN, ''));
    },
    header: (name) => request.headers.get(name) ?? undefined,
    async body(limit) {
      if (request.bodyUsed) return { state: 'parsed', value: await readParsed?.() };
      return readBody(request.body, limit);
    },
  };
}

const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i;

async function readBody(body: ReadableStream<Uint8Array> | null, limit: number): Promise<RequestBody> {
  if (!body) return { state: 'raw', bytes: new Uint8Array() };
  // A stream that is cancelled may take the connection along, and with it the answer.
  const result = await collectBody(body.values({ preventCancel: true }), limit);
  if (result.state === 'too-large') discard(body);
  return result;
}

/** What stays unread would stand in the way of the connection's next request. */
function discard(body: ReadableStream<Uint8Array>): void {
  body.pipeTo(new WritableStream()).catch(() => {
    // The caller went away: nothing is left to discard.
  });
}

/** Makes an answer of Authbeat's into a `Response`. */
export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/** The app's response with a guard's headers, in which what the app has set itself stays. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  // Nothing can be added to a network error or to the switch to a WebSocket.
  if (response.status < 200) return response;
  // A copy: the response may be immutable, or one that the app hands out again and again.
  const copy = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) {
    if (isAdditive(name)) copy.headers.append(name, value);
    else if (!copy.headers.has(name)) copy.headers.set(name, value);
  }
  return copy;
}

/** Shows a response's body, as far as it is a whole page. */
export async function observeResponse(
  response: Response,
  observe: (body: Uint8Array) => void,
): Promise<void> {
  if (response.status === 200) observe(new Uint8Array(await response.clone().arrayBuffer()));
}

import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { AuthbeatResponse } from '../../response.ts';
import { collectBody, discard } from '../../http/body.ts';
import { isAdditive } from '../../http/responses.ts';

/**
 * Translates a `Request` of the Fetch standard.
 *
 * @param readParsed gives the body when it has been read before
 * @param readAddress gives the address of the caller, which a `Request` does not have
 */
export function readFetchRequest(
  request: Request,
  publicUrl: (url: string) => string,
  readParsed?: () => Promise<unknown>,
  readAddress?: () => string | undefined,
): AuthbeatRequest {
  return {
    method: request.method,
    get url() {
      return publicUrl(request.url.replace(ORIGIN, ''));
    },
    get address() {
      return readAddress?.();
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
  // Cancelling the stream may close the connection before the response is sent.
  const result = await collectBody(body.values({ preventCancel: true }), limit);
  if (result.state === 'too-large') await discard(body.values({ preventCancel: true }));
  return result;
}

/** Translates a response of Authbeat. */
export function toResponse({ status, headers, body }: AuthbeatResponse): Response {
  return new Response(body === '' ? null : body, { status, headers });
}

/** The app's response with a guard's headers. Headers that the app has set itself stay. */
export function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  // A network error (status 0) and the switch to a WebSocket (101) cannot be copied.
  if (response.status < 200) return response;
  // The response may be immutable, or one that the app returns again and again.
  const copy = new Response(response.body, response);
  for (const [name, value] of Object.entries(headers)) {
    if (isAdditive(name)) copy.headers.append(name, value);
    else if (!copy.headers.has(name)) copy.headers.set(name, value);
  }
  return copy;
}

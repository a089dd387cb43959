import type { AuthbeatRequest, RequestBody } from '../../request.ts';
import type { AuthbeatResponse } from '../../response.ts';
import { collectBody, discard } from '../../http/body.ts';
import { isAdditive } from '../../http/responses.ts';

/** What a framework knows of a request besides. */
export interface FetchFramework {
  /** Gives the body when it has been read before. */
  readonly readParsed?: () => Promise<unknown>;
  /** Gives the address of the caller, which a `Request` does not have. */
  readonly readAddress?: () => string | undefined;
}

const NO_FRAMEWORK: FetchFramework = {};

/** Translates a `Request` of the Fetch standard. */
export function readFetchRequest(
  request: Request,
  publicUrl: (url: string) => string,
  framework: FetchFramework = NO_FRAMEWORK,
): AuthbeatRequest {
  return new FetchMessage(request, publicUrl, framework);
}

class FetchMessage implements AuthbeatRequest {
  readonly #request: Request;
  readonly #publicUrl: (url: string) => string;
  readonly #framework: FetchFramework;

  constructor(request: Request, publicUrl: (url: string) => string, framework: FetchFramework) {
    this.#request = request;
    this.#publicUrl = publicUrl;
    this.#framework = framework;
  }

  get method(): string {
    return this.#request.method;
  }

  get url(): string {
    return this.#publicUrl(this.#request.url.replace(ORIGIN, ''));
  }

  get address(): string | undefined {
    return this.#framework.readAddress?.();
  }

  header(name: string): string | undefined {
    return this.#request.headers.get(name) ?? undefined;
  }

  async body(limit: number): Promise<RequestBody> {
    if (this.#request.bodyUsed) return { state: 'parsed', value: await this.#framework.readParsed?.() };
    return readBody(this.#request.body, limit);
  }
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

import { createServer } from 'node:http';
import {
  createQueryStringHash,
  decodeSymmetric,
  fromMethodAndUrl,
  SymmetricAlgorithm,
  type Params,
} from 'atlassian-jwt';
import { onTestFinished } from 'vitest';
import { listen } from './listen.ts';

/** A request that a host received. */
export interface RestRequest {
  readonly method: string;
  /** Path and query, as they were on the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RestResponse {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** A host's REST API on a real socket. */
export interface RestHost {
  readonly origin: string;
  readonly requests: readonly RestRequest[];
}

/** Starts a host that responds as `respond` says, or not at all when that returns `undefined`. */
export async function startRestHost(
  respond: (request: RestRequest, count: number) => RestResponse | undefined = () => ({}),
): Promise<RestHost> {
  const requests: RestRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(request);
      const result = respond(request, requests.length);
      if (!result) return;
      const { status = 200, headers: own = {}, body = '' } = result;
      response.writeHead(status, own).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  const listening = await listen(server);
  onTestFinished(async () => listening.close());
  return { origin: listening.origin, requests };
}

/** What Atlassian's own library reads in the token of a call, if its signature and hash are right. */
export function judge({ method, url, headers }: RestRequest, secret: string, baseUrl: string): Params {
  const [, token = ''] = /^JWT (.+)$/.exec(String(headers['authorization'])) ?? [];
  const claims = decodeSymmetric(token, secret, SymmetricAlgorithm.HS256) as Params;
  const { origin } = new URL(baseUrl);
  const expected = createQueryStringHash(fromMethodAndUrl(method, origin + url), false, baseUrl);
  if (claims['qsh'] !== expected) throw new Error(`The hash is not that of ${method} ${url}.`);
  return claims;
}

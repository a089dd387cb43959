import { HOST_TOKEN_PARAMETER, UPSTREAM_CLAIM } from '@authbeat/core';
import type { AuthbeatRequest } from '@authbeat/server';

/** Where apps read tokens from: ACE also takes its own from `X-acpt` and `acpt`. */
const PARAMETERS = [HOST_TOKEN_PARAMETER, 'acpt'];

/**
 * Does a request carry a token that the gateway has minted for its upstream? An app may have shown it to the browser, and
 * it must not come back, whatever the route.
 */
export function carriesMintedToken(request: Pick<AuthbeatRequest, 'url' | 'header'>): boolean {
  const mark = request.url.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1));
  const [, token = ''] = /^\S+ +(.*)$/s.exec(request.header('authorization') ?? '') ?? [];
  const inQuery = PARAMETERS.flatMap((name) => query.getAll(name));
  return [...inQuery, token, request.header('x-acpt') ?? ''].some(isMinted);
}

/** The claim as the gateway writes it: in any other spelling, the signature would be another one. */
const CLAIM = `"${UPSTREAM_CLAIM}"`;

function isMinted(text: string): boolean {
  return text.split(',').some((token) => {
    const [, payload = ''] = token.split('.');
    return payload !== '' && Buffer.from(payload, 'base64url').includes(CLAIM);
  });
}

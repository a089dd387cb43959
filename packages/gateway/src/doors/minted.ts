import { HOST_TOKEN_PARAMETER, UPSTREAM_CLAIM } from '@authbeat/core';
import type { AuthbeatRequest } from '@authbeat/server';

/**
 * Does a request carry a token that the gateway has minted for its upstream? An app may have shown it to the browser, and
 * it must not come back, whatever the route.
 */
export function carriesMintedToken(request: Pick<AuthbeatRequest, 'url' | 'header'>): boolean {
  const [, token = ''] = /^\S+ +(.*)$/s.exec(request.header('authorization') ?? '') ?? [];
  return (
    isMinted(token) || isMinted(request.header('x-acpt') ?? '') || queryTokens(request.url).some(isMinted)
  );
}

/** Where apps read tokens from: ACE also takes its own from `X-acpt` and `acpt`. */
const PARAMETERS = [HOST_TOKEN_PARAMETER, 'acpt'];
/** A pair whose name may be one of these: as it is, behind another question mark, or encoded. */
const CANDIDATE = new RegExp(`^(?:[^=]*[%+]|\\??(?:${PARAMETERS.join('|')})(?:=|$))`);

function queryTokens(url: string): readonly string[] {
  const mark = url.indexOf('?');
  if (mark < 0) return [];
  const candidates = url
    .slice(mark + 1)
    .split('&')
    .filter((pair) => CANDIDATE.test(pair));
  if (candidates.length === 0) return [];
  const query = new URLSearchParams(candidates.join('&'));
  return PARAMETERS.flatMap((name) => query.getAll(name));
}

/** The claim as the gateway writes it: in any other spelling, the signature would be another one. */
const CLAIM = `"${UPSTREAM_CLAIM}"`;

function isMinted(text: string): boolean {
  if (text === '') return false;
  return text.split(',').some((token) => {
    const [, payload = ''] = token.split('.');
    return payload !== '' && Buffer.from(payload, 'base64url').includes(CLAIM);
  });
}

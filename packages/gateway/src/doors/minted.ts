import { HOST_TOKEN_PARAMETER, UPSTREAM_CLAIM } from '@authbeat/core';
import type { AuthbeatRequest } from '@authbeat/server';

/**
 * Does a request carry a token that the gateway has minted for its upstream? An app may have shown it to the browser, and
 * it must not come back, whatever the route.
 */
export function carriesMintedToken(request: Pick<AuthbeatRequest, 'url' | 'header'>): boolean {
  return (
    HEADERS.some((name) => isMinted(request.header(name) ?? '')) || queryTokens(request.url).some(isMinted)
  );
}

/** Where apps read tokens from: ACE also takes its own from `X-acpt` and `acpt`. */
const HEADERS = ['authorization', 'x-acpt'];
const PARAMETERS = [HOST_TOKEN_PARAMETER, 'acpt'];
/** A pair whose name may be one of these: as it is, behind another question mark, or encoded. */
const CANDIDATE = new RegExp(`^(?:[^=]*[%+]|\\??(?:${PARAMETERS.join('|')})(?:=|$))`);

function queryTokens(url: string): readonly string[] {
  const mark = url.indexOf('?');
  if (mark < 0) return [];
  const candidates = url
    .slice(mark + 1)
    // Some parsers read a semicolon as an ampersand.
    .split(/[&;]/)
    .filter((pair) => CANDIDATE.test(pair));
  if (candidates.length === 0) return [];
  const query = new URLSearchParams(candidates.join('&'));
  return PARAMETERS.flatMap((name) => query.getAll(name));
}

/**
 * The claim as the gateway writes it into a token: in any other spelling, the signature would be another one. Base64 takes
 * three bytes at a time, so the claim is spelled in three ways, by where it begins.
 */
const SPELLINGS = [0, 1, 2].map((before) => {
  const bytes = Buffer.from(`${' '.repeat(before)}"${UPSTREAM_CLAIM}"`);
  // The first and the last character may hold bits of what is beside the claim.
  return bytes.toString('base64url').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
});

function isMinted(text: string): boolean {
  return SPELLINGS.some((spelling) => text.includes(spelling));
}

import { percentDecode } from '../../internal/percent.ts';
import { CREDENTIAL_PARAMETERS } from '../../protocol.ts';
import type { FoundToken, InspectedRequest, Place } from './request.ts';

/** Query and form parameters that carry a token. */
export const TOKEN_PARAMETERS: ReadonlySet<string> = new Set([
  ...CREDENTIAL_PARAMETERS,
  'acpt',
  'contextJwt',
  'subject_token',
]);
/** Headers, besides `Authorization`, that carry a token. */
const HEADERS = new Set(['x-acpt', 'x-forge-oauth-system', 'x-forge-oauth-user']);

/** Every token of a request, in the order in which people look for them: URL, headers, body. */
export function findTokens({ url, headers = {}, body = '' }: InspectedRequest): readonly FoundToken[] {
  const [beforeFragment, fragment = ''] = splitAt(url, '#');
  const [, query = ''] = splitAt(beforeFragment, '?');
  return [
    ...fromPairs(query, 'query'),
    ...fromPairs(fragment, 'fragment'),
    ...Object.entries(headers).flatMap(([name, value]) => fromHeader(name.toLowerCase(), value)),
    ...(body.trimStart().startsWith('{') ? [] : fromPairs(body, 'body')),
  ];
}

/** Reads the value of an `Authorization` header. */
export function fromAuthorization(value: string): FoundToken {
  const [, scheme, text] = /^\s*([A-Za-z][\w-]*)[ \t:]+(\S[\s\S]*)$/.exec(value) ?? [];
  return {
    text: (text ?? value).trim(),
    place: 'authorization',
    name: 'Authorization',
    ...(scheme !== undefined && { scheme }),
  };
}

function fromHeader(name: string, value: string): FoundToken[] {
  if (name === 'authorization') return [fromAuthorization(value)];
  return HEADERS.has(name) ? [{ text: value.trim(), place: 'header', name }] : [];
}

function fromPairs(pairs: string, place: Place): FoundToken[] {
  return pairs.split('&').flatMap((pair) => {
    const [rawName, value = ''] = splitAt(pair, '=');
    // An address that was copied out of HTML still has its entities.
    const name = percentDecode(rawName).replace(/^amp;/, '');
    return TOKEN_PARAMETERS.has(name) ? [{ text: percentDecode(value), place, name }] : [];
  });
}

function splitAt(text: string, separator: string): [string, string?] {
  const mark = text.indexOf(separator);
  return mark < 0 ? [text] : [text.slice(0, mark), text.slice(mark + 1)];
}

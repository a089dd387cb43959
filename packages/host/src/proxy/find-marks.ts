import { CREDENTIAL_PARAMETERS, isRecord, parseJson, SESSION_HEADER } from '@authbeat/core';
import type { RecordedHeaders, RecordedRequest, RecordedResponse } from '../timeline/details.ts';

const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** A body of an app may be full of them. */
const MAX_TOKENS = 20;

/** What shows which frame a request belongs to: its tokens first, then its address and the one of the page behind it. */
export function marksOfRequest({ url, headers, body = '' }: RecordedRequest): readonly string[] {
  const referrer = headerOf(headers, 'referer');
  return [
    ...credentialsOf(url),
    ...tokensIn(headerOf(headers, 'authorization')),
    ...[headerOf(headers, SESSION_HEADER), headerOf(headers, 'x-acpt')].filter((value) => value !== ''),
    ...tokensIn(decodeForm(body)),
    url,
    ...credentialsOf(referrer),
    ...(referrer === '' ? [] : [referrer]),
  ];
}

/** What the page gets with a response: it belongs to the frame that the request belongs to. */
export function marksOfResponse({ headers, body = '' }: RecordedResponse): readonly string[] {
  const { type } = readMedia(headers);
  const isJson = /json/.test(type);
  const { session } = isJson ? parse(body) : {};
  return [
    ...tokensIn(headerOf(headers, 'x-acpt')),
    ...tokensIn(headerOf(headers, 'location')),
    ...(isJson ? tokensIn(body) : []),
    // With the cookie transport, a name stands for the session token.
    ...(typeof session === 'string' ? [session] : []),
  ];
}

/** When the session of a page ends that a response begins or renews, in milliseconds. `undefined` for other responses. */
export function readSessionEnd(
  { status, headers, body = '' }: RecordedResponse,
  now: number,
): number | undefined {
  if (status < 200 || status > 299) return undefined;
  const acpt = headerOf(headers, 'x-acpt');
  if (acpt !== '') return expiryOf(acpt);
  if (!/json/.test(readMedia(headers).type)) return undefined;
  const { token_type: type, token, expires_in: seconds } = parse(body);
  if (typeof type === 'string' && typeof seconds === 'number') return now + seconds * 1000;
  // As Atlassian's starter for Spring Boot responds to a heartbeat.
  return typeof token === 'string' ? expiryOf(token) : undefined;
}

/** The media type and the encoding of a body. */
export function readMedia(headers: RecordedHeaders): { readonly type: string; readonly encoding: string } {
  return {
    type: headerOf(headers, 'content-type').toLowerCase(),
    encoding: headerOf(headers, 'content-encoding').toLowerCase(),
  };
}

/** The first value of a header; empty without one. */
export function headerOf(headers: RecordedHeaders, name: string): string {
  const index = headers.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === name);
  return index < 0 ? '' : (headers[index + 1] ?? '');
}

function credentialsOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { searchParams } = new URL(url);
  return [...CREDENTIAL_PARAMETERS].flatMap((name) => searchParams.getAll(name));
}

function tokensIn(text: string): readonly string[] {
  return (text.match(TOKEN) ?? []).slice(0, MAX_TOKENS);
}

function decodeForm(body: string): string {
  try {
    return decodeURIComponent(body);
  } catch {
    return body;
  }
}

function expiryOf(token: string): number | undefined {
  const [, payload = ''] = token.split('.');
  const { exp } = parse(Buffer.from(payload, 'base64url').toString());
  return typeof exp === 'number' ? exp * 1000 : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  return isRecord(value) ? value : {};
}

import { TokenError } from '../errors.ts';
import { parseStrictObject } from '../internal/json.ts';

/** The largest token that is looked at, in characters, unless the reader says otherwise. */
export const MAX_TOKEN_LENGTH = 8192;

export interface DecodeOptions {
  /** In characters. Defaults to `MAX_TOKEN_LENGTH`. */
  readonly maxLength?: number;
}

/** The algorithms that Atlassian's hosts use. There is no way to ask for another. */
export type Algorithm = 'HS256' | 'RS256';

/** The header of a decoded token. */
export interface TokenHeader {
  readonly alg: Algorithm;
  readonly typ?: string;
  readonly kid?: string;
}

/** A token that is well formed. **Nothing in it is verified yet.** */
export interface DecodedToken {
  readonly header: TokenHeader;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature covers. */
  readonly signingInput: string;
  readonly signature: Buffer;
}

/** Header parameters that bring a key, a key's address, or semantics that a verifier must understand. */
export const REFUSED_PARAMETERS = [
  'crit',
  'b64',
  'zip',
  'enc',
  'jwk',
  'jku',
  'x5u',
  'x5c',
  'x5t',
  'x5t#S256',
];

/**
 * Decodes a compact JWS without verifying it.
 *
 * @example
 * ```ts
 * import { decodeToken, verifyHs256 } from '@authbeat/core';
 *
 * export function issuerOf(token: string, secret: string): unknown {
 *   const decoded = decodeToken(token);
 *   verifyHs256(decoded, [secret]);
 *   return decoded.claims['iss'];
 * }
 * ```
 *
 * @throws {TokenError} `token_too_large`, `token_malformed`, `token_header_refused` or
 *   `token_algorithm_refused`.
 * @see RFC 7515, section 3.1; RFC 8725, section 3
 */
export function decodeToken(token: string, options?: DecodeOptions): DecodedToken {
  const { header, payload, signingInput, signature } = splitCompact(token, options);
  const claims = decodePart(payload);
  return { header: readHeader(header), claims, signingInput, signature };
}

/** A compact JWS with any header. */
export interface CompactToken extends Omit<DecodedToken, 'header'> {
  readonly header: Readonly<Record<string, unknown>>;
}

/**
 * Decodes the three parts of a compact JWS, without a look at its header.
 *
 * @throws {TokenError} `token_too_large` or `token_malformed`
 */
export function decodeCompact(token: string, options?: DecodeOptions): CompactToken {
  const { header, payload, signingInput, signature } = splitCompact(token, options);
  return { header: decodePart(header), claims: decodePart(payload), signingInput, signature };
}

interface CompactParts extends Pick<DecodedToken, 'signingInput' | 'signature'> {
  readonly header: string;
  readonly payload: string;
}

function splitCompact(token: string, { maxLength = MAX_TOKEN_LENGTH }: DecodeOptions = {}): CompactParts {
  // A query or a body that was parsed without care may hold anything here.
  if (typeof token !== 'string') throw new TokenError('token_malformed');
  if (token.length > maxLength) throw new TokenError('token_too_large');
  const parts = token.split('.');
  const [header = '', payload = '', encoded = ''] = parts;
  const signature = decodeBase64url(encoded);
  if (parts.length !== 3 || signature === undefined) throw new TokenError('token_malformed');
  return { header, payload, signingInput: token.slice(0, -encoded.length - 1), signature };
}

/** Headers that were accepted. Those of most tokens are the same text. */
const HEADERS = new Map<string, TokenHeader>();
const MAX_HEADERS = 64;
/** In characters. */
const MAX_HEADER_LENGTH = 128;

function readHeader(part: string): TokenHeader {
  const known = HEADERS.get(part);
  if (known) return known;
  const header = Object.freeze(checkHeader(decodePart(part)));
  if (HEADERS.size === MAX_HEADERS) HEADERS.clear();
  if (part.length <= MAX_HEADER_LENGTH) HEADERS.set(part, header);
  return header;
}

function decodePart(part: string): Record<string, unknown> {
  const bytes = decodeBase64url(part);
  const value = bytes && parseStrictObject(bytes);
  if (!value) throw new TokenError('token_malformed');
  return value;
}

function checkHeader(header: Readonly<Record<string, unknown>>): TokenHeader {
  const refused = REFUSED_PARAMETERS.find((name) => Object.hasOwn(header, name));
  if (refused !== undefined) throw new TokenError('token_header_refused', { name: refused });
  const { alg, typ, kid } = header;
  if (alg !== 'HS256' && alg !== 'RS256') throw new TokenError('token_algorithm_refused', { name: 'alg' });
  if (typ !== undefined && typeof typ !== 'string') throw new TokenError('token_malformed', { name: 'typ' });
  if (kid !== undefined && typeof kid !== 'string') throw new TokenError('token_malformed', { name: 'kid' });
  return { alg, ...(typ !== undefined && { typ }), ...(kid !== undefined && { kid }) };
}

/**
 * Decodes canonical base64url and nothing else: `undefined` for padding, foreign characters and
 * non-zero trailing bits, so that one byte string has exactly one spelling.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  // Buffer skips what it does not know; whatever was skipped is missing when the bytes are encoded again.
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

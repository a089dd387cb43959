import { isRecord, parseStrictObject } from '../../internal/json.ts';
import { MAX_TOKEN_LENGTH } from '../../jwt/decode.ts';
import { fromBase64, toBase64url, toText } from '../bytes.ts';
import { nameCause, type Cause } from '../causes.ts';

/** A token as far as it can be read, and what is wrong with its form. */
export interface ReadableToken {
  /** `undefined` where it cannot be read. */
  readonly header: Readonly<Record<string, unknown>> | undefined;
  /** `undefined` where they cannot be read. */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
  readonly signingInput: string;
  /** The third part as it is written. */
  readonly signatureText: string;
  readonly causes: readonly Cause[];
}

interface ReadablePart {
  readonly value: Record<string, unknown> | undefined;
  readonly causes: readonly Cause[];
}

/** What an algorithm signs with, in characters of Base64url. RSA keys of Atlassian have 2048 bits or more. */
const SIGNATURE_LENGTHS = new Map<unknown, number>([
  ['HS256', 43],
  ['HS384', 64],
  ['HS512', 86],
  ['ES256', 86],
  ['RS256', 342],
  ['PS256', 342],
]);

/** Reads what can be read of a token. Unlike `decodeToken` it goes on after a mistake. */
export function decodeLeniently(text: string): ReadableToken {
  const parts = text.split('.');
  const [first = '', second, third] = parts;
  const header = readPart(first, 'header', second === undefined);
  const payload =
    second === undefined
      ? { value: undefined, causes: [] }
      : readPart(second, 'payload', third === undefined);
  const causes = [...sizeCauses(text, parts.length), ...header.causes, ...payload.causes];
  const isCut = causes.some(({ id }) => id === 'token-truncated');
  return {
    header: header.value,
    claims: payload.value,
    signingInput: `${first}.${second ?? ''}`,
    signatureText: third ?? '',
    causes: isCut ? causes : [...causes, ...signatureCauses(third ?? '', header.value?.['alg'])],
  };
}

/** Does it begin as a JWT does, whole or not? */
export function looksLikeToken(text: string): boolean {
  const [header = ''] = text.split('.');
  const bytes = fromBase64(header) ?? fromBase64(header.slice(0, -1));
  return bytes !== undefined && /^\s*\{\s*"/.test(new TextDecoder().decode(bytes));
}

function sizeCauses(text: string, parts: number): Cause[] {
  const isLarge = text.length > MAX_TOKEN_LENGTH;
  const message = `The token has ${parts} parts. A JWT has three.`;
  return [
    ...(isLarge
      ? [nameCause('token-too-large', { message: `The token has ${text.length} characters.` })]
      : []),
    ...(parts > 3 ? [nameCause('token-malformed', { message })] : []),
  ];
}

function readPart(part: string, name: 'header' | 'payload', isLast: boolean): ReadablePart {
  const bytes = fromBase64(part);
  const strict = bytes && parseStrictObject(bytes);
  if (strict) return { value: strict, causes: spellingCauses(part, name) };
  if (isLast) return { value: undefined, causes: [truncated(`in its ${name}`)] };
  const data = { part: name };
  if (!bytes) {
    const message = `The ${name} is not Base64url.`;
    return { value: undefined, causes: [nameCause('token-not-base64url', { message, data })] };
  }
  const value = parseLoosely(toText(bytes));
  if (isRecord(value)) {
    const message = `A name occurs twice in the ${name}.`;
    return {
      value,
      causes: [...spellingCauses(part, name), nameCause('token-duplicate-names', { message, data })],
    };
  }
  const message = `The ${name} is not ${value === undefined ? 'JSON' : 'a JSON object'}.`;
  return { value: undefined, causes: [nameCause('token-malformed', { message, data })] };
}

/** One byte string has one spelling: unpadded, of the URL-safe alphabet, without stray bits at its end. */
function spellingCauses(part: string, name: string): Cause[] {
  const bytes = fromBase64(part);
  if (bytes && toBase64url(bytes) === part) return [];
  const message = !bytes
    ? `The ${name} is not Base64url.`
    : /[+/]/.test(part)
      ? `The ${name} is in the standard alphabet of Base64 ("+" and "/").`
      : part.includes('=')
        ? `The ${name} is padded with "=".`
        : `The ${name} ends in stray bits.`;
  return [nameCause('token-not-base64url', { message, data: { part: name } })];
}

/** Does a word stand in place of the signature, such as `[signature]` in the archives of the local host? */
export function isSignatureHidden(signature: string): boolean {
  return /^(?:\[\w+\]|<\w+>)$/.test(signature);
}

function signatureCauses(signature: string, alg: unknown): Cause[] {
  if (isSignatureHidden(signature)) return [];
  const expected = alg === 'none' ? 0 : SIGNATURE_LENGTHS.get(alg);
  const length = signature.replace(/=+$/, '').length;
  if (expected === undefined || length >= expected) return spellingCauses(signature, 'signature');
  const missing = expected - length;
  return length === 0
    ? [truncated('after its payload: the signature is missing')]
    : [
        truncated(
          `in its signature: ${missing} of ${expected} characters ${missing === 1 ? 'is' : 'are'} missing`,
        ),
      ];
}

function truncated(where: string): Cause {
  return nameCause('token-truncated', { message: `The token is cut off ${where}.` });
}

function parseLoosely(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

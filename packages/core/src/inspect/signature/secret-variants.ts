import { fromBase64, fromHex, toBase64, toBase64url, toBytes, toHex } from '../bytes.ts';
import type { CauseId } from '../causes.ts';

/** A key that a mistake makes of a secret. */
export interface SecretVariant {
  readonly causeId: CauseId;
  /** What was done to the secret, to follow "signed with". It holds nothing of the secret. */
  readonly description: string;
  readonly key: Uint8Array<ArrayBuffer>;
}

/** A cut secret with fewer characters could be guessed by anybody; it is not tried. */
const MIN_PREFIX = 8;
const MAX_SECRET = 512;

/** The keys that the usual mistakes make of a secret, the likelier ones first. */
export function listSecretVariants(secret: string): readonly SecretVariant[] {
  if (secret.length > MAX_SECRET) return [];
  const variants = [
    ...decodings(secret),
    ...respellings(secret),
    ...Array.from({ length: Math.max(0, secret.length - MIN_PREFIX) }, (_, cut) =>
      variant(
        'secret-truncated',
        `only the first ${secret.length - cut - 1} of its ${secret.length} characters`,
        secret.slice(0, -1 - cut),
      ),
    ),
  ];
  const own = toHex(toBytes(secret));
  return variants.filter(({ key }) => key.length > 0 && toHex(key) !== own);
}

function decodings(secret: string): SecretVariant[] {
  const bytes = toBytes(secret);
  const fromBase64Text = fromBase64(secret.trim());
  const fromHexText = fromHex(secret.trim());
  return [
    ...(fromBase64Text ? [variant('secret-base64', 'its Base64-decoded bytes', fromBase64Text)] : []),
    variant('secret-base64', 'its Base64 encoding', toBase64(bytes)),
    variant('secret-base64', 'its Base64 encoding', toBase64(bytes).replace(/=+$/, '')),
    variant('secret-base64', 'its Base64url encoding', toBase64url(bytes)),
    ...(fromHexText
      ? [variant('secret-hex', 'the bytes that its hexadecimal digits stand for', fromHexText)]
      : []),
    variant('secret-hex', 'its hexadecimal encoding', toHex(bytes)),
  ];
}

function respellings(secret: string): SecretVariant[] {
  const unquoted = secret.replace(/^(["'`])([\s\S]*)\1$/, '$2');
  return [
    variant('secret-whitespace', 'it, without the white space at its ends', secret.trim()),
    ...['\n', '\r\n', ' ', '\t', '\0'].map((end) =>
      variant('secret-whitespace', `it, with ${describeSpace(end)} at its end`, secret + end),
    ),
    variant('secret-whitespace', 'it, with a space before it', ` ${secret}`),
    variant('secret-whitespace', 'it, with a byte order mark before it', `\uFEFF${secret}`),
    variant('secret-quoted', 'it, without its quotes', unquoted),
    ...['"', "'", '`'].map((quote) => variant('secret-quoted', 'it, in quotes', quote + secret + quote)),
    variant('secret-percent-encoded', 'it, percent-encoded', encodeURIComponent(secret.toWellFormed())),
    variant('secret-percent-encoded', 'it, percent-decoded', decodePercent(secret)),
    variant('secret-percent-encoded', 'it, with "+" read as a space', secret.replaceAll('+', ' ')),
  ];
}

function variant(
  causeId: CauseId,
  description: string,
  key: string | Uint8Array<ArrayBuffer>,
): SecretVariant {
  return { causeId, description, key: typeof key === 'string' ? toBytes(key) : key };
}

function describeSpace(space: string): string {
  return space === ' '
    ? 'a space'
    : space === '\t'
      ? 'a tab'
      : space === '\0'
        ? 'a zero byte'
        : 'a line break';
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

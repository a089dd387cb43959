/** Is this value an object with named properties, as a JSON object is? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a token as text. An object may have a member `toString` that is no function, so `String` would throw. */
export function printValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** Parses JSON; `undefined` for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** More than any host nests: the context of a token is three objects deep. */
const MAX_DEPTH = 16;
/** More members and items than any token has. */
const MAX_MEMBERS = 256;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a JSON object and refuses what parsers disagree on: duplicate keys (RFC 8725, section 2.4 and
 * RFC 7519, section 4), anything that is not an object, and bytes that are not UTF-8. Refuses what is nested deeper
 * than 16 levels or has more than 256 members, before any work that they could multiply.
 */
export function parseStrictObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const text = UTF_8.decode(bytes);
    const members = countMembers(text);
    if (members === undefined) return undefined;
    const value: unknown = JSON.parse(text);
    // Of members with the same name, the parser keeps one.
    return isRecord(value) && countNames(value) === members ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The number of members of all objects in a text; `undefined` beyond the bounds. One pass that takes any text. */
function countMembers(text: string): number | undefined {
  let depth = 0;
  let separators = 0;
  let members = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COLON) members += 1;
    else if (code === COMMA) separators += 1;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) depth += 1;
    else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH || separators >= MAX_MEMBERS) return undefined;
  }
  return members;
}

/** Where a string ends that begins at `start`. Most of a token are strings, and `indexOf` is the quickest way over them. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

/** Is there an odd number of backslashes in front of this character? */
function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (index - first) % 2 === 1;
}

/** The number of names in all objects of a parsed object or array. */
function countNames(value: object): number {
  const parts: readonly unknown[] = Object.values(value);
  let names = Array.isArray(value) ? 0 : parts.length;
  for (const part of parts) if (typeof part === 'object' && part !== null) names += countNames(part);
  return names;
}

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** Is this value an object with named properties, as a JSON object is? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
    if (!isBounded(text)) return undefined;
    const value: unknown = JSON.parse(text);
    // What `JSON.stringify` writes has each key once, and most tokens are written so.
    const isStrict = JSON.stringify(value) === text || !hasDuplicateKeys(text);
    return isRecord(value) && isStrict ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Counts brackets and commas outside of strings, in one pass that takes any text. */
function isBounded(text: string): boolean {
  let depth = 0;
  let members = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') inString = !inString;
    else if (inString) index += character === '\\' ? 1 : 0;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    else if (character === ',') members += 1;
    if (depth > MAX_DEPTH || members >= MAX_MEMBERS) return false;
  }
  return true;
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** Walks the strings and brackets of text that `JSON.parse` has accepted. */
function hasDuplicateKeys(text: string): boolean {
  const scopes: Set<string>[] = [];
  let previous = '';
  let pending: string | undefined;
  for (const [token] of text.matchAll(TOKENS)) {
    const keys = scopes.at(-1);
    if (token === '{' || token === '[') scopes.push(new Set());
    else if (token === '}' || token === ']') scopes.pop();
    else if (token === ':' && pending !== undefined && keys) {
      if (keys.has(pending)) return true;
      keys.add(pending);
    }
    const opensName = token.startsWith('"') && (previous === '{' || previous === ',');
    pending = opensName ? (JSON.parse(token) as string) : undefined;
    previous = token;
  }
  return false;
}

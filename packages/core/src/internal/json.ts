/** Is this value an object with named properties, as a JSON object is? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON object and refuses what parsers disagree on: duplicate keys (RFC 8725, section 2.4 and
 * RFC 7519, section 4), anything that is not an object, and bytes that are not UTF-8.
 */
export function parseStrictObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isRecord(value) && !hasDuplicateKeys(text) ? value : undefined;
  } catch {
    return undefined;
  }
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

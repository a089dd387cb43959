// Without a word boundary: in an address that is encoded once more, a token follows `%3D`.
const SIGNED_TOKEN = /(eyJ[\w-]+\.[\w-]*)\.[\w-]+/g;
const SECRET = /authbeat-dev-[\w-]{43}/g;

/** Replaces the signatures of tokens, without which no door accepts them, and secrets of the local host, in all texts. */
export function hideTokens<Value>(value: Value): Value {
  return hide(value) as Value;
}

function hide(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(SIGNED_TOKEN, '$1.[signature]').replace(SECRET, '[secret]');
  if (Array.isArray(value)) return value.map(hide);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hide(inner)]));
}

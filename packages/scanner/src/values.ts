import { isRecord } from '@authbeat/core';

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** "1 page", "2 pages". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A URL without its query, which may hold a token. */
export function addressOf(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

// Control characters are commands in a terminal, and line separators make lines. Bidi marks, tags and characters
// without width show text as other than it is (CVE-2021-42574).
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{200B}\u{FEFF}\u{E0000}-\u{E007F}]/gu;

/** Text that an app controls, without characters that do something in a terminal or a page. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '\uFFFD');
}

/** The same for every text in a value. */
export function printableDeep<Value>(value: Value): Value {
  return mapTexts(value) as Value;
}

function mapTexts(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTexts(inner)]));
}

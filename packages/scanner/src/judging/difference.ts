import type { Responded } from '../probes/probe.ts';

const EXCERPT_LENGTH = 80;

/**
 * Describes how two responses differ. `undefined` for the same status, media type and bytes, apart from nonces and
 * values that the requests themselves contained.
 */
export function differenceOf(
  one: Responded,
  other: Responded,
  echoed: readonly string[] = [],
): string | undefined {
  if (one.status !== other.status) return `status ${one.status} against ${other.status}`;
  const left = comparable(one, echoed);
  const right = comparable(other, echoed);
  if (left === right) return undefined;
  const [leftLines, rightLines] = [left.split('\n'), right.split('\n')];
  const line = leftLines.findIndex((text, index) => text !== rightLines[index]);
  const at = line < 0 ? leftLines.length : line;
  return `line ${at + 1}: ${quote(leftLines[at], rightLines[at])} against ${quote(rightLines[at], leftLines[at])}`;
}

/**
 * Is one page part of another, but for what differs between two loads of it? Then the other shows all that
 * the one does, and is the same page.
 */
export function isPartOf(loads: readonly [Responded, Responded], other: Responded): boolean {
  const [first, second] = loads.map((load) => wordsOf(load));
  const whole = wordsOf(other);
  return [...(first ?? [])].every((word) => !second?.has(word) || whole.has(word));
}

function wordsOf({ body }: Responded): ReadonlySet<string> {
  return new Set(body.split(/[^\p{L}\p{N}]+/u));
}

/** The body without what may differ in a page that is the same for everybody. */
function comparable({ body }: Responded, echoed: readonly string[]): string {
  const withoutNonces = unescape(body.replace(/(\bnonce=)(["'])[^"']*\2/gi, '$1$2$2'));
  return echoed
    .filter((value) => value.length > 1)
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (text, value) => text.replaceAll(value, '').replaceAll(encodeURIComponent(value), ''),
      withoutNonces,
    );
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A page that repeats a URL escapes it in one of several ways. */
function unescape(text: string): string {
  return text.replace(/&(?:#(\d{1,3})|#x([\da-f]{1,2})|(amp|lt|gt|quot|apos));/gi, (_, decimal, hex, name) =>
    typeof name === 'string'
      ? (NAMED[name.toLowerCase()] ?? name)
      : String.fromCharCode(typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)),
  );
}

function quote(line = '', other = ''): string {
  const start = Math.max(0, commonLength(line, other) - EXCERPT_LENGTH / 4);
  const excerpt = line.slice(start, start + EXCERPT_LENGTH).trim();
  return `"${start > 0 ? '…' : ''}${excerpt}${start + EXCERPT_LENGTH < line.length ? '…' : ''}"`;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

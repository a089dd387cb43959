import { isHtml, type Responded } from '../probes/probe.ts';
import { elementsOf } from './html.ts';

const EXCERPT_LENGTH = 80;

/**
 * Says how two responses differ, or `undefined` where a reader cannot tell them apart: the same status and the
 * same body, but for clocks, ids, nonces and what the requests themselves brought along.
 */
export function differenceOf(
  one: Responded,
  other: Responded,
  echoed: readonly string[] = [],
): string | undefined {
  return one.status === other.status
    ? differenceOfTexts(comparable(one, echoed), comparable(other, echoed))
    : `status ${one.status} against ${other.status}`;
}

/** Two loads of one page. */
export type Loads = readonly [Responded, Responded];

/** The same for two pages of the same status: words that change between two loads of one page make no difference. */
export function differenceOfLoads(
  one: Loads,
  other: Loads,
  echoed: readonly string[] = [],
): string | undefined {
  const texts = [one, other].map((loads) => loads.map((load) => comparable(load, echoed)));
  const changing = new Set(texts.flatMap(([first = '', second = '']) => changingWords(first, second)));
  const [left = '', right = ''] = texts.map(([first = '']) =>
    first.replace(WORD, (word) => (changing.has(word) ? '<changing>' : word)),
  );
  return differenceOfTexts(left, right);
}

/** A word, or a token: ids and random bytes are written with these characters. */
const WORD = /[\p{L}\p{N}+/=_-]+/gu;

/** The words that only one of two texts has. */
function changingWords(one: string, other: string): readonly string[] {
  const [left, right] = [one, other].map((text) => new Set(text.match(WORD)));
  return [...(left ?? []), ...(right ?? [])].filter((word) => !(left?.has(word) && right?.has(word)));
}

function differenceOfTexts(left: string, right: string): string | undefined {
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
export function isPartOf(loads: Loads, other: Responded): boolean {
  const [first, second] = loads.map((load) => wordsOf(load));
  const whole = wordsOf(other);
  return [...(first ?? [])].every((word) => !second?.has(word) || whole.has(word));
}

/**
 * Does a response show nothing of a page, but for what its refusals show as well? Then it is an error page, whatever
 * its status is.
 */
export function showsNothingOf(page: Responded, response: Responded, refusal?: Responded): boolean {
  const refused = refusal && longWordsOf(refusal);
  const telling = [...longWordsOf(page)].filter((word) => !refused?.has(word));
  const shown = longWordsOf(response);
  return telling.length > 0 && !telling.some((word) => shown.has(word));
}

/** The words that a reader sees, without those that every text has. */
function longWordsOf(response: Responded): ReadonlySet<string> {
  const texts = isHtml(response)
    ? elementsOf(response.body).map(({ name, text }) => (UNSEEN.has(name) ? '' : text))
    : [response.body];
  return new Set(texts.join(' ').match(/[\p{L}\p{N}]{5,}/gu));
}

/** Elements whose text stands in no page, or above all pages of an app. */
const UNSEEN = new Set(['title', 'script', 'style']);

function wordsOf({ body }: Responded): ReadonlySet<string> {
  return new Set(body.split(/[^\p{L}\p{N}]+/u));
}

/** The body without what may differ in a page that is the same for everyone. */
function comparable({ body }: Responded, echoed: readonly string[]): string {
  const withoutEchoes = echoed
    .filter((value) => value.length > 1)
    .toSorted((a, b) => b.length - a.length)
    .reduce(
      (text, value) => text.replaceAll(value, '').replaceAll(encodeURIComponent(value), ''),
      unescape(body.replace(/(\bnonce=)(["'])[^"']*\2/gi, '$1$2$2')),
    );
  return VOLATILE.reduce((text, [pattern, name]) => text.replace(pattern, name), withoutEchoes);
}

/** Clocks and ids of requests, in the forms that frameworks write them. */
const VOLATILE: readonly (readonly [pattern: RegExp, name: string])[] = [
  // 2026-11-22T06:05:32.123+00:00, 2026-11-22 06:05:32
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  // Sun, 22 Nov 2026 06:05:32 GMT; Sun Nov 22 06:05:32 UTC 2026
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [\w ]{1,12} \d\d:\d\d:\d\d(?: [A-Z]{3,4})?(?: \d{4}\b)?/g, '<time>'],
  [/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>'],
  // Seconds and milliseconds since the epoch, of the years 2017 to 2033.
  [/\b1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?\b/g, '<time>'],
  // How long something took.
  [/\b\d+(?:\.\d+)? ?(?:ms|µs)\b/g, '<time>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  // Trace ids and hashes: letters and digits, mixed.
  [/\b(?=[\da-f]*\d)(?=\d*[a-f])[\da-f]{16,64}\b/gi, '<id>'],
];

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

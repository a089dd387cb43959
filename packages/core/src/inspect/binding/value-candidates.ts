import { decodeQueryText, percentDecode } from '../../internal/percent.ts';
import type { CauseId } from '../causes.ts';
import { canonicalsOf } from './canonicals.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { nameOf, valueOf } from './wire.ts';

interface Rewriting {
  readonly causeId: CauseId;
  readonly message: (name: string) => string;
  /** Other spellings of one pair as it is written. */
  readonly rewrite: (pair: string) => readonly string[];
}

const REWRITINGS: readonly Rewriting[] = [
  {
    causeId: 'plus-and-space',
    message: (name) => `In ${name}, "+" was read as a plus sign on one side and as a space on the other.`,
    rewrite: (pair) => [
      pair.replaceAll('+', '%2B'),
      pair.replaceAll(/%20/g, '%2B'),
      pair.replaceAll(/%2B/gi, '+'),
      pair.replaceAll(/%20|\+/g, '%2B'),
      pair.replaceAll('+', ''),
    ],
  },
  {
    causeId: 'double-encoding',
    message: (name) => `In ${name}, percent-encoding was applied twice on one side.`,
    rewrite: (pair) => [
      pair.replaceAll('%', '%25'),
      pair.replaceAll(/%25(?=[\da-f]{2})/gi, '%'),
      encodeValue(pair, (value) => encodeURIComponent(value)),
      encodeValue(pair, (value) => encodeURIComponent(encodeURIComponent(decodeQueryText(value)))),
    ],
  },
  {
    causeId: 'charset',
    message: (name) =>
      `In ${name}, characters were encoded as UTF-8 on one side and as ISO 8859-1 on the other.`,
    rewrite: (pair) => [encodeValue(pair, misreadAsLatin1), encodeValue(pair, readAsLatin1)],
  },
  {
    causeId: 'parameter-changed',
    message: (name) => `The value of ${name} is not the one that was signed.`,
    rewrite: (pair) =>
      changedValues(decodeQueryText(valueOf(pair))).map(
        (value) => `${nameOf(pair)}=${encodeURIComponent(value)}`,
      ),
  },
  {
    causeId: 'parameter-changed',
    message: (name) => `The name of ${name} is not spelt as it was signed.`,
    rewrite: (pair) => changedNames(nameOf(pair)).map((name) => `${name}=${valueOf(pair)}`),
  },
];

/** Requests whose parameters have other values or spellings: of one parameter, then of all of them. */
export function changedValueCandidates({ request, baseUrl }: BindingFacts): readonly Candidate[] {
  const { pairs } = request;
  const candidates = REWRITINGS.flatMap(({ causeId, message, rewrite }) => {
    const rewritten = pairs.map(rewrite);
    const one = rewritten.flatMap((spellings, index) =>
      spellings.map((pair) => ({ pairs: pairs.with(index, pair), name: quote(nameOf(pairs[index] ?? '')) })),
    );
    const all = Array.from(
      { length: Math.max(0, ...rewritten.map(({ length }) => length)) },
      (_, spelling) => ({
        pairs: pairs.map((pair, index) => rewritten[index]?.[spelling] ?? pair),
        name: 'the query',
      }),
    );
    return [...one, ...all].map(({ pairs: changed, name }) => ({
      causeId,
      message: message(name),
      name,
      pairs: changed,
    }));
  });
  return [...candidates, htmlEscaped(pairs)].map(({ causeId, message, name, pairs: changed }) => ({
    causeId,
    message,
    canonicals: canonicalsOf({ ...request, pairs: changed }, baseUrl),
    data: { parameter: name.replaceAll('"', '') },
  }));
}

/** `a=1&amp;b=2` arrives as the parameters `a` and `amp;b`. */
function htmlEscaped(pairs: readonly string[]) {
  return {
    causeId: 'html-escaped' as const,
    message: 'The URL was copied out of HTML: "&" stands in it as "&amp;".',
    name: 'the query',
    pairs: pairs.map((pair) => pair.replace(/^(?:amp|#38);/, '')),
  };
}

function changedValues(value: string): string[] {
  return [
    value.toLowerCase(),
    value.toUpperCase(),
    value.trim(),
    `${value} `,
    value.replace(/^http:/, 'https:'),
    value.replace(/^https:/, 'http:'),
    value.replace(/\/$/, ''),
    `${value}/`,
    value.normalize('NFC'),
    value.normalize('NFD'),
    value.replaceAll('&amp;', '&'),
    value.replaceAll('&', '&amp;'),
    value.replaceAll(/\r?\n/g, '\r\n'),
    value.replaceAll('\r\n', '\n'),
    '',
  ];
}

function changedNames(name: string): string[] {
  return [
    name.toLowerCase(),
    name.replaceAll('.', '_'),
    name.replaceAll('_', '.'),
    name.replaceAll(/[-_.]([a-z])/g, (_, char: string) => char.toUpperCase()),
    name.replaceAll(/[A-Z]/g, (char) => `_${char.toLowerCase()}`),
    name.replaceAll(/[A-Z]/g, (char) => `-${char.toLowerCase()}`),
  ];
}

function encodeValue(pair: string, encode: (value: string) => string): string {
  return pair.includes('=') ? `${nameOf(pair)}=${encode(valueOf(pair).toWellFormed())}` : pair;
}

/** `%C3%A9` as `%C3%83%C2%A9`: each byte of UTF-8 taken for a character. */
function misreadAsLatin1(value: string): string {
  return value.replaceAll(/%([89A-F][\dA-F])/gi, (_, hex: string) =>
    encodeURIComponent(String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

/** `%E9` as `%C3%A9`, and `%C3%83%C2%A9` as `%C3%A9`. */
function readAsLatin1(value: string): string {
  const text = value.replaceAll(/%([89A-F][\dA-F])/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const decoded = percentDecode(value);
  if (decoded.includes('\uFFFD'))
    return text.replaceAll(/[\u0080-\u00FF]/g, (char) => encodeURIComponent(char));
  const bytes = /[^\0-\u00FF]/.test(decoded)
    ? decoded
    : Array.from(decoded, (char) =>
        char > '\u007F' ? `%${char.charCodeAt(0).toString(16)}` : encodeURIComponent(char),
      ).join('');
  return bytes;
}

function quote(name: string): string {
  return `"${percentDecode(name).slice(0, 60)}"`;
}

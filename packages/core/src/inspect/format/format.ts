import type { BindingReading } from '../binding/explain.ts';
import { isFault, type Cause } from '../causes.ts';
import type { DoorReading } from '../doors.ts';
import type { Inspection, TokenInspection } from '../inspection.ts';
import type { NamedValue } from '../token/claims.ts';
import { KIND_NAMES } from '../token/kind.ts';
import { formatDifference } from './difference.ts';
import { createPaint, type Paint } from './paint.ts';
import { plain, wrap } from './wrap.ts';

/** How an inspection is written. */
export interface FormatOptions {
  /** Whether to colour it for a terminal. `false` by default. */
  readonly colour?: boolean;
  /** The longest line, in characters. Defaults to 80. */
  readonly width?: number;
}

interface Page {
  readonly width: number;
  readonly paint: Paint;
}

const INDENT = '  ';
const MIN_WIDTH = 40;

/**
 * Writes an inspection for a person. Control characters in claims are replaced, so that it is safe to print.
 *
 * @returns lines that end in a line break
 */
export function formatInspection(
  inspection: Inspection,
  { colour = false, width = 80 }: FormatOptions = {},
): string {
  const page: Page = { width: Math.max(MIN_WIDTH, width), paint: createPaint(colour) };
  const blocks = [
    ...inspection.tokens.map((token, index) =>
      formatToken(token, inspection.tokens.length > 1 ? index + 1 : undefined, page),
    ),
    ...inspection.causes.map((cause) => formatCause(cause, page)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function formatToken(token: TokenInspection, number: number | undefined, page: Page): string[] {
  const { paint } = page;
  const prefix = number === undefined ? '' : `${number}. `;
  const sections = [
    [
      ...heading(prefix + describeKind(token), page),
      ...indented(describePlace(token), page),
      ...(token.token === '' ? [] : indented(plain(token.token), page).map((line) => paint.dim(line))),
    ],
    // What is wrong comes before what is there: it is what people look for.
    ...token.causes.map((cause) => [...formatCause(cause, page), ...explainBinding(cause, token, page)]),
    formatChecks(token, page),
    section(
      'How it was recognised',
      token.kind.because.flatMap((reason) => indented(plain(reason), page)),
      page,
    ),
    section('Header', formatValues(token.header, page), page),
    section('Claims', formatValues(token.claims, page), page),
    section('Doors', formatDoors(token.doors, page), page),
  ];
  const filled = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return filled.join('\n\n').split('\n');
}

function describePlace({ place, name = '', request }: TokenInspection): string {
  const where = {
    bare: 'On its own',
    query: `In the parameter "${name}"`,
    fragment: `In the parameter "${name}" of the fragment`,
    body: `In the field "${name}" of the body`,
    authorization: 'In the Authorization header',
    header: `In the header "${name}"`,
  }[place];
  return request ? `${where} of ${plain(request.method)} ${plain(request.url)}` : `${where}.`;
}

function formatCause(cause: Cause, page: Page): string[] {
  const { paint } = page;
  const [mark, colour] = markOf(cause, paint);
  const [first = '', ...rest] = wrap(plain(cause.message), page.width - 2);
  return [
    `${colour(mark)} ${paint.bold(first)}`,
    ...rest.map((line) => INDENT + paint.bold(line)),
    ...indented(cause.help, page),
    INDENT +
      paint.cyan(cause.docs) +
      (cause.certainty === 'possible' ? paint.dim(' (possible, not proven)') : ''),
  ];
}

function markOf(cause: Cause, paint: Paint): readonly [mark: string, colour: (text: string) => string] {
  if (!isFault(cause)) return ['i', paint.cyan];
  return cause.certainty === 'certain' ? ['✗', paint.red] : ['?', paint.yellow];
}

/** Both canonical requests, below the first cause that is about them. */
function explainBinding(cause: Cause, { binding, causes }: TokenInspection, page: Page): readonly string[] {
  const isFirst = causes.find(isAboutRequest) === cause;
  if (!isFirst || binding?.status !== 'differs' || binding.received === undefined) return [];
  return ['', ...showCanonicals(binding, page).map((line) => INDENT + line)];
}

const BINDING_CAUSES =
  /^(?:context-path|path-|trailing-|double-|plus-|parameter-|nested-|repeated-|body-|method-|host-included|separator-|encoding-|charset|html-|fragment-|jwt-parameter|qsh-encoding|qsh-unexplained|other-request|url-token)/;

function isAboutRequest({ id }: Cause): boolean {
  return BINDING_CAUSES.test(id);
}

function showCanonicals(
  { received = '', signed }: BindingReading,
  { width, paint }: Page,
): readonly string[] {
  const rows: [string, string][] = [
    ['received', visible(received)],
    ...(signed === undefined ? [] : ([['signed', visible(signed)]] as [string, string][])),
  ];
  return formatDifference(rows, { width: width - 2, paint });
}

/** A line break in a canonical request must be seen. */
function visible(text: string): string {
  return plain(text.replaceAll('\n', '\u240A').replaceAll('\r', '\u240D'));
}

function formatChecks({ signature, binding }: TokenInspection, page: Page): string[] {
  const { paint } = page;
  const marks = {
    right: paint.green('✓'),
    wrong: paint.red('✗'),
    unchecked: paint.dim('–'),
    matches: paint.green('✓'),
    differs: paint.red('✗'),
  };
  const line = (status: keyof typeof marks, name: string, text: string): string[] => {
    const [first = '', ...rest] = wrap(plain(text), page.width - 14);
    return [`${marks[status]} ${name.padEnd(11)} ${first}`, ...rest.map((more) => ' '.repeat(14) + more)];
  };
  const bindings = {
    matches: 'qsh is the hash of this request.',
    differs: 'qsh is not the hash of this request.',
    unchecked: 'qsh was not compared: there is no request (--url, --method).',
  };
  return [
    ...line(signature.status, 'Signature', signature.message),
    ...(binding ? line(binding.status, 'Request', bindings[binding.status]) : []),
  ];
}

function formatValues(values: readonly NamedValue[], page: Page): string[] {
  const width = Math.min(16, Math.max(0, ...values.map(({ name }) => name.length)));
  return values.flatMap(({ name, value, meaning }) => {
    const text = plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
    const head = plain(name).slice(0, 40).padEnd(width);
    const room = page.width - 4 - Math.max(width, head.length);
    const lines = wrap(text, room);
    const notes = meaning === '' ? [] : wrap(plain(meaning), room).map((line) => page.paint.dim(line));
    const [only = ''] = lines;
    const fits = lines.length === 1 && only.length + 2 + meaning.length <= room;
    const body = fits && meaning !== '' ? [`${only}  ${notes.join(' ')}`] : [...lines, ...notes];
    return body.map((line, index) => `${INDENT}${index === 0 ? head : ' '.repeat(head.length)}  ${line}`);
  });
}

/** Doors that refuse for the same reason share a line. */
function formatDoors(doors: readonly DoorReading[], page: Page): string[] {
  const { paint } = page;
  const order = ['accepts', 'depends', 'refuses'] as const;
  const marks = { accepts: paint.green('✓'), depends: paint.yellow('?'), refuses: paint.red('✗') };
  const groups = order.flatMap((result) => {
    const reasons = new Map<string, string[]>();
    for (const { door, reason } of doors.filter((one) => one.result === result))
      reasons.set(reason, [...(reasons.get(reason) ?? []), door]);
    return [...reasons].map(([reason, names]) => ({ result, reason, names }));
  });
  return groups.flatMap(({ result, reason, names }) => {
    const lines = wrap(`${names.join(', ')}: ${reason}`, page.width - 4);
    return lines.map((line, index) => `${INDENT}${index === 0 ? marks[result] : ' '} ${line}`);
  });
}

function section(title: string, lines: readonly string[], { paint }: Page): string[] {
  return lines.length === 0 ? [] : [paint.bold(title), ...lines];
}

function heading(title: string, page: Page): string[] {
  return wrap(title, page.width).map((line) => page.paint.bold(line));
}

function indented(text: string, { width }: Page): string[] {
  return wrap(text, width - INDENT.length).map((line) => INDENT + line);
}

function describeKind({ kind: { kind, certainty } }: TokenInspection): string {
  const name = KIND_NAMES[kind];
  return certainty === 'likely' ? `Probably: ${name}` : name.slice(0, 1).toUpperCase() + name.slice(1);
}

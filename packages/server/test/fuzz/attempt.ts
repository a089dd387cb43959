import * as fc from 'fast-check';
import { DOORS, PLACES, TABLE, type Place, type Wire } from '../support/door-table.ts';
import { KINDS, VARIANTS, type Kind, type Variant } from '../support/forge.ts';

/** One change to a token or to a request. Positions are parts of the length, so that they fit any text. */
export type Mutation =
  | { readonly on: 'token' | 'url'; readonly at: number; readonly cut: number; readonly text: string }
  /** Replaces a segment of the token with that of another good token. */
  | { readonly on: 'segment'; readonly index: number; readonly kind: Kind }
  | { readonly on: 'method'; readonly method: string }
  | { readonly on: 'header'; readonly name: string; readonly value: string | null };

/** A credential at a door, and what is wrong with it. Plain data: a counterexample is kept as JSON. */
export interface Attempt {
  readonly door: string;
  readonly kind: Kind;
  readonly variant: Variant;
  readonly place: Place;
  readonly mutations: readonly Mutation[];
}

/** What is written into tokens and URLs: what parsers read differently, and what carries meaning. */
const TEXTS = [
  'A',
  'a',
  '0',
  '_',
  '-',
  '=',
  '.',
  '..',
  '/',
  '//',
  '\\',
  '?',
  '&',
  '#',
  ';',
  ',',
  ' ',
  '+',
  '%',
  '%2e',
  '%2F',
  '%00',
  '%61',
  '%FF',
  '%26',
  '%23',
  '%3f',
  '%6awt',
  '\0',
  '\n',
  '\t',
  'é',
  '☃',
  '\ud800',
  '@',
  ':',
  '*',
  '~',
  'jwt=',
  '&jwt=',
  '&jwt=x',
  '&authbeat_ticket=x',
  '?jwt=x',
  '#jwt=x',
  '&x=1',
  '&x',
  '&&',
  'x=1&',
  '[]',
  '[jwt]',
  'http://evil.example',
  '/authbeat/session',
  '/../',
  '/./',
  '/x',
  '/foo.html',
  '/api/list',
  'eyJhbGciOiJub25lIn0',
];
const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'get',
  'Post',
  '',
  'GET ',
];
const HEADERS: Readonly<Record<string, readonly (string | null)[]>> = {
  authorization: [
    null,
    '',
    'Bearer',
    'Bearer x',
    'JWT x',
    'DPoP x',
    'Basic x',
    'bearer a.b.c',
    'Bearer x, JWT y',
  ],
  dpop: [null, '', 'x', 'a.b.c', 'a, b'],
  'content-type': [null, '', 'text/plain', 'application/json', 'multipart/form-data'],
  cookie: ['__Host-authbeat-AAAAAAAAAAAAAAAA=x', 'jwt=x'],
  'x-authbeat-session': ['AAAAAAAAAAAAAAAA'],
  'x-http-method-override': ['GET', 'DELETE'],
  'x-forwarded-prefix': ['/authbeat'],
  host: ['evil.example'],
};

/** Their signatures cost a hundred times as much as the others. */
const COSTLY = new Set<string>(['lifecycle', 'forge-invocation', 'bound-session']);
const CHEAP_KINDS = KINDS.filter((kind) => !COSTLY.has(kind));

const text = fc.constantFrom(...TEXTS);
const at = fc.double({ min: 0, max: 1, noNaN: true });

const splicing = (on: 'token' | 'url'): fc.Arbitrary<Mutation> =>
  fc.record({ on: fc.constant(on), at, cut: fc.nat(2), text: fc.oneof(text, fc.constant('')) });

const replacement: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat(2), fc.constantFrom(...CHEAP_KINDS))
  .map(([index, kind]) => ({ on: 'segment', index, kind }));

const header: fc.Arbitrary<Mutation> = fc
  .constantFrom(
    ...Object.entries(HEADERS).flatMap(([name, values]) => values.map((value) => ({ name, value }))),
  )
  .map(({ name, value }) => ({ on: 'header', name, value }));

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 4, arbitrary: splicing('token') },
  { weight: 6, arbitrary: splicing('url') },
  { weight: 1, arbitrary: replacement },
  { weight: 1, arbitrary: fc.constantFrom(...METHODS).map((method) => ({ on: 'method', method }) as const) },
  { weight: 2, arbitrary: header },
);

type Target = Omit<Attempt, 'mutations'>;

/** What the docs say that each door admits, expired tokens of a recovery included. */
const DOCUMENTED: readonly Target[] = Object.keys(DOORS).flatMap((door) =>
  (TABLE.get(door) ?? []).map((opener) => {
    const [variant = '', kind = '', ...place] = opener.split(' ');
    return { door, variant: variant as Variant, kind: kind as Kind, place: place.join(' ') as Place };
  }),
);
const CHEAP = DOCUMENTED.filter(({ kind }) => !COSTLY.has(kind));

const anything = (kinds: readonly Kind[]): fc.Arbitrary<Target> =>
  fc.record({
    door: fc.constantFrom(...Object.keys(DOORS)),
    kind: fc.constantFrom(...kinds),
    variant: fc.constantFrom(...VARIANTS),
    place: fc.constantFrom(...PLACES.filter((place) => place !== 'DPoP')),
  });

/** Mostly what a door admits, with a few mutations; sometimes any token anywhere. */
export const anyAttempt: fc.Arbitrary<Attempt> = fc
  .tuple(
    fc.oneof(
      { weight: 80, arbitrary: fc.constantFrom(...CHEAP) },
      { weight: 16, arbitrary: anything(CHEAP_KINDS) },
      { weight: 3, arbitrary: fc.constantFrom(...DOCUMENTED) },
      { weight: 1, arbitrary: anything(KINDS) },
    ),
    fc.array(mutation, { maxLength: 3 }),
  )
  .map(([{ door, kind, variant, place }, mutations]) => ({ door, kind, variant, place, mutations }));

/** The token after the mutations of its text. */
export function mutateToken(token: string, others: readonly string[], { mutations }: Attempt): string {
  let result = token;
  for (const [index, each] of mutations.entries()) {
    if (each.on === 'token') result = splice(result, each);
    if (each.on === 'segment') result = replaceSegment(result, others[index] ?? '', each.index);
  }
  return result;
}

/** The request after the mutations of everything else. */
export function mutateWire(wire: Wire, { mutations }: Attempt): Wire {
  let { method, url } = wire;
  const headers = new Map(Object.entries(wire.headers));
  for (const each of mutations) {
    if (each.on === 'url') url = splice(url, each);
    if (each.on === 'method') ({ method } = each);
    if (each.on === 'header' && each.value === null) headers.delete(each.name);
    if (each.on === 'header' && each.value !== null) headers.set(each.name, each.value);
  }
  return { method, url, headers: Object.fromEntries(headers), body: wire.body };
}

function splice(original: string, { at, cut, text }: { at: number; cut: number; text: string }): string {
  const index = Math.round(at * original.length);
  return original.slice(0, index) + text + original.slice(index + cut);
}

function replaceSegment(token: string, other: string, index: number): string {
  return token
    .split('.')
    .map((segment, place) => (place === index ? (other.split('.')[index] ?? '') : segment))
    .join('.');
}

import { percentEncode } from '../../internal/percent.ts';
import type { CauseId } from '../causes.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { canonicalsOf } from './canonicals.ts';
import { AND, compose, RIGHT, type Parameter, type Rules } from './compose.ts';

interface Dialect {
  readonly causeId: CauseId;
  readonly message: string;
  readonly rules: Partial<Rules>;
}

const DIALECTS: readonly Dialect[] = [
  {
    causeId: 'method-case',
    message: 'The method was signed in lower case.',
    rules: { method: (method) => method.toLowerCase() },
  },
  ...[
    ['in the order of the URL', (names: readonly string[]) => names],
    [
      'without regard to upper and lower case',
      (names: readonly string[]) => names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    ],
    [
      'by the rules of a language',
      (names: readonly string[]) => names.toSorted((a, b) => a.localeCompare(b, 'en')),
    ],
    [
      'in reverse',
      (names: readonly string[]) => names.toSorted((a, b) => (percentEncode(a) < percentEncode(b) ? 1 : -1)),
    ],
  ].map(
    ([words, order]) =>
      ({
        causeId: 'parameter-order',
        message: `The parameters were sorted ${String(words)}.`,
        rules: { order },
      }) as Dialect,
  ),
  {
    causeId: 'parameter-order',
    message: 'The values of a repeated parameter were not sorted.',
    rules: { join: (values, encode) => values.map(encode).join(',') },
  },
  {
    causeId: 'repeated-parameters',
    message: 'The comma between repeated values was encoded as "%2C".',
    rules: { join: (values, encode) => encode(values.toSorted().join(',')) },
  },
  {
    causeId: 'repeated-parameters',
    message: 'The comma between repeated values was encoded as "%2C", and they were not sorted.',
    rules: { join: (values, encode) => encode(values.join(',')) },
  },
  {
    causeId: 'repeated-parameters',
    message: 'Only the first of the repeated values was signed.',
    rules: { join: (values, encode) => encode(values[0] ?? '') },
  },
  {
    causeId: 'repeated-parameters',
    message: 'Only the last of the repeated values was signed.',
    rules: { join: (values, encode) => encode(values.at(-1) ?? '') },
  },
  {
    causeId: 'repeated-parameters',
    message: 'Repeated parameters were signed as one pair each.',
    rules: {
      join: (values, encode, name) =>
        values
          .toSorted()
          .map(encode)
          .join(`${AND}${encode(name)}=`),
    },
  },
  {
    causeId: 'repeated-parameters',
    message: 'Repeated parameters were signed as one pair each, in the order of the URL.',
    rules: { join: (values, encode, name) => values.map(encode).join(`${AND}${encode(name)}=`) },
  },
  {
    causeId: 'repeated-parameters',
    message: 'A value that is there twice was signed once.',
    rules: { join: (values, encode) => [...new Set(values)].toSorted().map(encode).join(',') },
  },
  {
    causeId: 'encoding-rules',
    message: "The characters ! ' ( ) * were not percent-encoded.",
    rules: { encode: (text) => encodeURIComponent(text.toWellFormed()) },
  },
  {
    causeId: 'encoding-rules',
    message: 'Names and values were signed without percent-encoding.',
    rules: { encode: (text) => text },
  },
  {
    causeId: 'encoding-rules',
    message: 'The percent-encoding was signed in lower case.',
    rules: { encode: (text) => percentEncode(text).replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase()) },
  },
  {
    causeId: 'encoding-rules',
    message: 'Names and values were encoded as encodeURI() does it.',
    rules: { encode: (text) => encodeURI(text.toWellFormed()) },
  },
  {
    causeId: 'encoding-rules',
    message: 'The tilde was percent-encoded.',
    rules: { encode: (text) => percentEncode(text).replaceAll('~', '%7E') },
  },
  {
    causeId: 'encoding-rules',
    message: 'Names and values were encoded as URLSearchParams does it.',
    rules: { encode: (text) => new URLSearchParams([['', text]]).toString().slice(1).replaceAll('+', '%20') },
  },
  {
    causeId: 'plus-and-space',
    message: 'Spaces were signed as "+".',
    rules: { encode: (text) => percentEncode(text).replaceAll('%20', '+') },
  },
  {
    causeId: 'plus-and-space',
    message: 'Names and values were encoded as in a form, with "+" for a space.',
    rules: { encode: (text) => new URLSearchParams([['', text]]).toString().slice(1) },
  },
  {
    causeId: 'nested-parameters',
    message: 'Parameters with brackets were parsed as objects: their values became "[object Object]".',
    rules: { parse: (parameters) => nest(parameters, /[[\].]/, '[object Object]') },
  },
  {
    causeId: 'nested-parameters',
    message: 'Parameters with brackets were parsed as objects: their values became JSON.',
    rules: { parse: (parameters) => nest(parameters, /[[\]]/, undefined) },
  },
  {
    causeId: 'nested-parameters',
    message: 'Parameters with brackets were parsed as lists: the brackets were lost.',
    rules: {
      parse: (parameters) =>
        parameters.map(([name, value]) => [name.replaceAll(/\[\d*\]/g, ''), value] as const),
    },
  },
  {
    causeId: 'nested-parameters',
    message: 'Parameters with brackets were parsed as objects: they were left out.',
    rules: { parse: (parameters) => parameters.filter(([name]) => !/[[\]]/.test(name)) },
  },
  {
    causeId: 'nested-parameters',
    message: 'Parameters with brackets were parsed as objects and signed with an empty value.',
    rules: { parse: (parameters) => nest(parameters, /[[\]]/, '') },
  },
  {
    causeId: 'nested-parameters',
    message: 'Brackets in names were signed as dots.',
    rules: {
      parse: (parameters) =>
        parameters.map(([name, value]) => [name.replaceAll(/\[(\w+)\]/g, '.$1'), value] as const),
    },
  },
  {
    causeId: 'nested-parameters',
    message: 'Values with commas were parsed as lists.',
    rules: {
      parse: (parameters) =>
        parameters.flatMap(([name, value]) => value.split(',').map((item) => [name, item] as const)),
    },
  },
  {
    causeId: 'parameter-changed',
    message: 'Values were signed without the white space at their ends.',
    rules: { parse: (parameters) => parameters.map(([name, value]) => [name, value.trim()] as const) },
  },
];

/** The same request, signed by other rules. */
export function dialectCandidates({ request, baseUrl }: BindingFacts): readonly Candidate[] {
  const [canonical = ''] = canonicalsOf(request, baseUrl);
  const path = canonical.slice(request.method.length + 1).split('&', 1)[0] ?? '';
  return DIALECTS.map(({ causeId, message, rules }) => ({
    causeId,
    message,
    canonicals: [compose(request, path, { ...RIGHT, ...rules })],
    data: {},
  }));
}

/** `a[b]=1` as `a` with one value: what text makes of an object, or its JSON. */
function nest(parameters: readonly Parameter[], separator: RegExp, value: string | undefined): Parameter[] {
  const flat = parameters.filter(([name]) => !separator.test(name));
  const nested = new Map<string, Record<string, string>>();
  for (const [name, inner] of parameters.filter(([other]) => separator.test(other))) {
    const [outer = '', ...keys] = name.split(/[[\].]+/).filter((key) => key !== '');
    nested.set(outer, { ...nested.get(outer), [keys.join('.')]: inner });
  }
  return [...flat, ...[...nested].map(([name, object]) => [name, value ?? JSON.stringify(object)] as const)];
}

import { decodeQueryText, percentEncode } from '../../internal/percent.ts';
import { HOST_TOKEN_PARAMETER } from '../../protocol.ts';
import { nameOf, valueOf, type WireRequest } from './wire.ts';

/** Decoded, in the order of the wire. */
export type Parameter = readonly [name: string, value: string];

/** How a signer makes the canonical request of one and the same HTTP request. */
export interface Rules {
  readonly method: (method: string) => string;
  readonly encode: (text: string) => string;
  readonly order: (names: readonly string[]) => readonly string[];
  /** The values of one name, as they stand after the `=`. */
  readonly join: (values: readonly string[], encode: (text: string) => string, name: string) => string;
  readonly parse: (parameters: readonly Parameter[]) => readonly Parameter[];
}

/** As the protocol has it. */
export const RIGHT: Rules = {
  method: (method) => method,
  encode: percentEncode,
  order: (names) => names.toSorted((a, b) => (percentEncode(a) < percentEncode(b) ? -1 : 1)),
  join: (values, encode) => values.toSorted().map(encode).join(','),
  parse: (parameters) => parameters,
};

/** What stands for an `&` that joins pairs, until everything else is encoded. */
export const AND = '\u0000';

/** Makes a canonical request by rules of its own. `path` is canonical already. */
export function compose({ method, pairs }: WireRequest, path: string, rules: Rules): string {
  const values = new Map<string, string[]>();
  const parameters = pairs
    .map((pair) => [decodeQueryText(nameOf(pair)), decodeQueryText(valueOf(pair))] as const)
    .filter(([name]) => name !== HOST_TOKEN_PARAMETER);
  for (const [name, value] of rules.parse(parameters)) values.set(name, [...(values.get(name) ?? []), value]);
  const query = rules
    .order([...values.keys()])
    .map((name) => `${rules.encode(name)}=${rules.join(values.get(name) ?? [], rules.encode, name)}`);
  return [rules.method(method), path, query.join('&').replaceAll(AND, '&')].join('&');
}

import { percentDecode } from '../../internal/percent.ts';
import { canonicalsOf } from './canonicals.ts';
import type { BindingFacts, Candidate } from './candidate.ts';
import { nameOf } from './wire.ts';

/** More parameters than this are removed one at a time only. */
const MAX_FOR_PAIRS = 40;
const MAX_FOR_TRIPLES = 12;

/** Requests with fewer parameters: something added the others after the token was made. */
export function addedParameterCandidates({ request, baseUrl }: BindingFacts): readonly Candidate[] {
  const { pairs } = request;
  return [
    // The simplest explanation first: one parameter, two, the last ones, all of them.
    ...subsets(pairs.length),
  ].map((removed) => {
    const names = removed.map((index) => percentDecode(nameOf(pairs[index] ?? '')));
    return {
      causeId: 'parameter-added',
      message: `The request has ${listNames(names)}, which ${names.length === 1 ? 'was' : 'were'} not signed.`,
      canonicals: canonicalsOf(
        { ...request, pairs: pairs.filter((_, index) => !removed.includes(index)) },
        baseUrl,
      ),
      data: { parameters: names.join(', ') },
    } satisfies Candidate;
  });
}

function subsets(size: number): (readonly number[])[] {
  const all = Array.from({ length: size }, (_, index) => index);
  const pairs = size > MAX_FOR_PAIRS ? [] : all.flatMap((a) => all.slice(a + 1).map((b) => [a, b]));
  const triples =
    size > MAX_FOR_TRIPLES ? [] : pairs.flatMap(([a = 0, b = 0]) => all.slice(b + 1).map((c) => [a, b, c]));
  const tails = all.map((first) => all.slice(first));
  return [...all.map((index) => [index]), ...pairs, ...tails.filter(({ length }) => length > 3), ...triples];
}

/** "the parameter `a`", "the parameters `a` and `b`". */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name.slice(0, 60)}"`);
  if (quoted.length === 1) return `the parameter ${quoted[0] ?? ''}`;
  return `the parameters ${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}

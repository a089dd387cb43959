import { inspect } from '../../src/inspect/index.ts';
import { anyRequest } from './good-request.ts';
import { MUTATIONS } from './mutations.ts';
import { createRandom } from './random.ts';
import { OPTIONS } from './tokens.ts';

/** How often the inspector was right about mutants. */
export interface Score {
  readonly mutants: number;
  /** Its first cause is the mutation. */
  readonly right: number;
  /** A cause that is called certain and is not the mutation. */
  readonly wrongButCertain: readonly string[];
  /** How often each mutation was not named first. */
  readonly missed: Readonly<Record<string, number>>;
}

/** Makes mutants of good requests, one mutation each, and asks for their causes. */
export async function scoreMutants(count: number, firstSeed = 1): Promise<Score> {
  let right = 0;
  let mutants = 0;
  const wrongButCertain: string[] = [];
  const missed: Record<string, number> = {};
  for (let seed = firstSeed; mutants < count; seed += 1) {
    const random = createRandom(seed);
    const request = anyRequest(random);
    const [name, mutate] = random.pick(MUTATIONS);
    const mutant = mutate(request, random);
    if (!mutant) continue;
    mutants += 1;
    const { tokens, causes } = await inspect(mutant.input, { ...OPTIONS, ...mutant.options });
    const faults = [...causes, ...tokens.flatMap((token) => token.causes)].filter(
      ({ certainty }) => certainty !== 'note',
    );
    if (faults[0]?.id === mutant.cause) right += 1;
    else missed[name] = (missed[name] ?? 0) + 1;
    for (const { id, certainty } of faults)
      if (certainty === 'certain' && id !== mutant.cause)
        wrongButCertain.push(`seed ${seed}: ${name} was called ${id}`);
  }
  return { mutants, right, wrongButCertain, missed };
}

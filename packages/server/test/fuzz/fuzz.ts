import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { bestUse, buildRequest, DOORS } from '../support/door-table.ts';
import { anyAttempt, mutateToken, mutateWire, type Attempt } from './attempt.ts';
import { mayAdmit, mustAdmit } from './oracle.ts';
import { startInProcessServer, type InProcessServer } from './in-process-server.ts';

/** Counterexamples that were found once. Every run tries them first. */
const CORPUS = new URL('corpus/', import.meta.url);
/** After so many attempts the clock moves on. */
const ATTEMPTS_PER_STEP = 2_000;

/** What a run has seen. */
export interface FuzzReport {
  readonly attempts: number;
  readonly admitted: number;
  /** The first attempt that was judged wrongly, as small as it gets. */
  readonly counterexample: Attempt | undefined;
}

/**
 * Presents so many random credentials at random doors, and compares each verdict with the oracle's. A counterexample
 * is written to the corpus.
 */
export async function fuzz(numRuns: number, seed: number): Promise<FuzzReport> {
  const server = await startInProcessServer();
  let attempts = 0;
  let admitted = 0;
  const property = fc.asyncProperty(anyAttempt, async (attempt) => {
    attempts += 1;
    if (attempts % ATTEMPTS_PER_STEP === 0) await server.passTime();
    const outcome = await judge(server, attempt);
    if (outcome.admitted) admitted += 1;
    return outcome.isRight;
  });
  try {
    const examples = (await readCorpus()).map((attempt): [Attempt] => [attempt]);
    const { counterexample } = await fc.check(property, { numRuns, seed, examples });
    const [found] = counterexample ?? [];
    if (found) await keep(found);
    return { attempts, admitted, counterexample: found };
  } finally {
    await server.close();
  }
}

async function judge(
  server: InProcessServer,
  attempt: Attempt,
): Promise<{ readonly admitted: boolean; readonly isRight: boolean }> {
  const { door: name, kind, variant, place } = attempt;
  const door = DOORS[name];
  if (!door) throw new Error(`There is no door ${name}.`);
  const { forge } = server.presenter;
  const use = bestUse(door, place);
  const token = await forge.token(kind, variant, use);
  const others = await Promise.all(
    attempt.mutations.map(async (each) => (each.on === 'segment' ? forge.token(each.kind, 'good', use) : '')),
  );
  const mutatedToken = mutateToken(token, others, attempt);
  const genuine = await buildRequest(server.presenter, door, mutatedToken, place);
  const wire = mutateWire(genuine, attempt);
  const admitted = await server.present(name, wire);
  const presented = { attempt, token, mutatedToken, genuine, wire };
  return { admitted, isRight: admitted ? mayAdmit(presented) : !mustAdmit(presented) };
}

async function readCorpus(): Promise<readonly Attempt[]> {
  const names = (await readdir(CORPUS)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => JSON.parse(await readFile(new URL(name, CORPUS), 'utf8')) as Attempt),
  );
}

async function keep(attempt: Attempt): Promise<void> {
  const json = `${JSON.stringify(attempt, undefined, 2)}\n`;
  const name = createHash('sha256').update(json).digest('hex').slice(0, 12);
  await mkdir(CORPUS, { recursive: true });
  await writeFile(new URL(`${name}.json`, CORPUS), json);
}

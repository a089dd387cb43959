/** What is measured beside others. */
export interface Subject {
  readonly name: string;
  readonly baseline?: string;
}

/** How much is measured. */
export interface ComparisonPlan {
  readonly rounds: number;
  /** Calls in each round, in process. */
  readonly calls: number;
  /** Requests in each round, over HTTP. */
  readonly requests: number;
  /** Requests before the first round. */
  readonly warmUp: number;
  /** Only the subjects with this text in their names are measured, and their baselines. */
  readonly only: string;
}

/** The subjects to measure: those that were asked for, and their baselines. */
export function chooseSubjects<Named extends Subject>(all: readonly Named[], only: string): readonly Named[] {
  const wanted = all.filter(({ name }) => name.includes(only));
  return all.filter(({ name }) => wanted.some((chosen) => chosen.name === name || chosen.baseline === name));
}

/** Every round runs each subject once, in an order of its own, so that no subject always follows the same one. */
export function orderForRound<Item>(items: readonly Item[], round: number): readonly Item[] {
  const split = (round * 7) % Math.max(items.length, 1);
  const rotated = [...items.slice(split), ...items.slice(0, split)];
  return round % 2 === 0 ? rotated : rotated.toReversed();
}

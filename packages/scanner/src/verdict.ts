import type { Exchange } from './probes/exchange.ts';

/** What a check says about one URL, the worst first. */
export const OUTCOMES = ['fail', 'warning', 'not-judged', 'pass'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Why something is not judged: it does not apply here, it cannot be seen from this depth, or the app did not
 * answer. Only the last means that the scan is incomplete.
 */
export type NotJudgedCause = 'not-applicable' | 'out-of-reach' | 'unanswered';

/** What a check says about one URL, with one sentence of reasoning and the exchanges that show it. */
export interface Verdict {
  readonly outcome: Outcome;
  /** What was judged: an absolute URL, or the descriptor's. */
  readonly url: string;
  readonly reason: string;
  /** Present when `outcome` is `not-judged`. */
  readonly cause?: NotJudgedCause;
  readonly exchanges: readonly Exchange[];
}

export function pass(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'pass', url, reason, exchanges };
}

export function warning(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'warning', url, reason, exchanges };
}

export function fail(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'fail', url, reason, exchanges };
}

export function notApplicable(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'not-judged', cause: 'not-applicable', url, reason, exchanges };
}

export function outOfReach(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'not-judged', cause: 'out-of-reach', url, reason, exchanges };
}

export function unanswered(url: string, reason: string, ...exchanges: Exchange[]): Verdict {
  return { outcome: 'not-judged', cause: 'unanswered', url, reason, exchanges };
}

/** The worst of several outcomes; `not-judged` where there is none. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return OUTCOMES.find((outcome) => outcomes.includes(outcome)) ?? 'not-judged';
}

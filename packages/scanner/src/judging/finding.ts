import type { Probe } from '../probes/probe.ts';

/** The statuses of a finding, the worst first. */
export const STATUSES = ['fail', 'warning', 'not-judged', 'pass'] as const;
export type Status = (typeof STATUSES)[number];

/**
 * Why an entry point is not judged: the check does not apply to it, its state cannot be seen from this depth, or
 * its responses decide nothing. After an inconclusive finding the scan is incomplete.
 */
export type NotJudgedCause = 'not-applicable' | 'out-of-reach' | 'inconclusive';

/** The result of one check at one entry point, with one sentence of reasoning and the probes that show it. */
export interface Finding {
  readonly status: Status;
  /** What was judged: an absolute URL, or the descriptor's. */
  readonly url: string;
  readonly reason: string;
  /** Present when `status` is `not-judged`. */
  readonly cause?: NotJudgedCause;
  readonly probes: readonly Probe[];
}

export function pass(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'pass', url, reason, probes };
}

export function warning(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'warning', url, reason, probes };
}

export function fail(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'fail', url, reason, probes };
}

export function notApplicable(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'not-judged', cause: 'not-applicable', url, reason, probes };
}

export function outOfReach(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'not-judged', cause: 'out-of-reach', url, reason, probes };
}

export function inconclusive(url: string, reason: string, ...probes: Probe[]): Finding {
  return { status: 'not-judged', cause: 'inconclusive', url, reason, probes };
}

/** The worst of several statuses; `not-judged` where there is none. */
export function worstOf(statuses: readonly Status[]): Status {
  return STATUSES.find((status) => statuses.includes(status)) ?? 'not-judged';
}

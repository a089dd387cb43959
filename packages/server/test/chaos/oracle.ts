/** What a test may not see, however broken the database and the nodes are. */
export interface Oracle {
  /** Counts a response. */
  readonly count: (outcome: string, tookMs: number) => void;
  /** How long a request took that needs no store: so long the machine itself keeps requests waiting. */
  readonly countIdle: (tookMs: number) => void;
  /** A single-use credential that a node has admitted. */
  readonly use: (credential: string) => void;
  /** A session that a node has ended: from the deadline on, no request that begins may be admitted. */
  readonly end: (session: string, deadlineMs: number) => void;
  /** The sessions that no node may admit any longer, however busy the machine is. */
  readonly ended: (nowMs: number) => readonly string[];
  /** Single-use credentials that were admitted, the latest last. */
  readonly used: () => readonly string[];
  readonly blame: (wrong: string) => void;
  /** How often each kind of request has ended in which way so far. */
  readonly outcomes: () => ReadonlyMap<string, number>;
  readonly report: () => Report;
}

export interface Report {
  /** What was admitted and should not have been. */
  readonly wrong: readonly string[];
  /** How often each kind of request ended in which way: `api 200`, `webhook 503` … */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The longest time that a response took, besides what the machine itself takes, in milliseconds. */
  readonly slowestMs: number;
}

export function createOracle(): Oracle {
  const wrong: string[] = [];
  const outcomes = new Map<string, number>();
  const used = new Set<string>();
  const deadlines = new Map<string, number>();
  let slowestMs = 0;
  let idleMs = 0;
  return {
    count(outcome, tookMs) {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      slowestMs = Math.max(slowestMs, tookMs);
    },
    countIdle(tookMs) {
      idleMs = Math.max(idleMs, tookMs);
    },
    use(credential) {
      if (used.has(credential)) wrong.push('a single-use credential was admitted twice');
      used.add(credential);
    },
    end: (session, deadlineMs) => void deadlines.set(session, deadlineMs),
    ended: (nowMs) =>
      [...deadlines].filter(([, deadline]) => deadline + idleMs <= nowMs).map(([session]) => session),
    used: () => [...used],
    blame: (what) => void wrong.push(what),
    outcomes: () => outcomes,
    report: () => ({ wrong, outcomes, slowestMs: slowestMs - idleMs }),
  };
}

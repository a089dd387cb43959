import type { Acceptance } from '../acceptance/accept.ts';
import type { NotJudgedCause, Status } from '../judging/finding.ts';

/** A request and its response, so that a reader can reproduce a finding. */
export interface Evidence {
  /** What the request was: "without a token". */
  readonly label: string;
  /** A command that makes the request again. */
  readonly curl: string;
  readonly status?: number;
  /** The headers that checks look at. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The beginning of the body, with tokens cut short. */
  readonly excerpt?: string;
  /** Why there was no response. */
  readonly failure?: string;
}

/** What one check says about one URL. */
export interface ReportedFinding {
  readonly check: string;
  readonly requirement?: string;
  readonly status: Status;
  readonly url: string;
  /** One sentence. */
  readonly reason: string;
  readonly cause?: NotJudgedCause;
  /** Its owner lives with it. It counts no more. */
  readonly accepted?: Acceptance;
  readonly evidence: readonly Evidence[];
}

/** What one check says about the app. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly requirement?: string;
  readonly depth: 'outside' | 'inside';
  /** The worst of its findings that are not accepted. */
  readonly status: Status;
  readonly findings: readonly ReportedFinding[];
}

/** What a scan has found. */
export interface Report {
  /** Of this form. */
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly app: {
    readonly key: string;
    readonly name: string;
    readonly baseUrl: string;
    /** Absent where the descriptor came from a file. */
    readonly descriptorUrl?: string;
  };
  readonly depth: 'outside' | 'inside';
  /** ISO 8601. */
  readonly startedAt: string;
  /** In seconds. */
  readonly duration: number;
  readonly requests: number;
  /** Findings by status, without accepted ones. */
  readonly counts: Readonly<Record<Status, number>>;
  readonly acceptedCount: number;
  /** A response that should have been judged is missing. */
  readonly isIncomplete: boolean;
  readonly checks: readonly CheckResult[];
  /** What the reader should know besides. */
  readonly notices: readonly string[];
}

/** When a scan counts as failed. */
export type FailOn = 'fail' | 'warn';

/**
 * The exit code that a report stands for: 0 passed, 1 something failed, 2 something could not be judged.
 *
 * @param failOn `warn` makes warnings count as failures. Defaults to `fail`.
 */
export function exitCodeOf({ counts, isIncomplete }: Report, failOn: FailOn = 'fail'): 0 | 1 | 2 {
  if (counts.fail > 0 || (failOn === 'warn' && counts.warning > 0)) return 1;
  return isIncomplete ? 2 : 0;
}

import type { CheckContext, InsideContext } from './context.ts';
import type { RemoteContext } from './remote-context.ts';
import type { Finding } from './finding.ts';

interface Described {
  /** The name of its file and of its docs page. Stable: reports and acceptances carry it. */
  readonly id: string;
  /** What holds when it passes, as a heading. */
  readonly title: string;
  /** The number that CSRT, Atlassian's own tool, gives to the requirement, where there is one. */
  readonly requirement?: string;
}

type Findings = Promise<readonly Finding[]> | readonly Finding[];

/** A check that needs no secret of the app. Where test tenants are installed, it may use them. */
export interface OutsideCheck extends Described {
  readonly depth: 'outside';
  /** It examines the responses that the other checks have received, and runs after them. */
  readonly isReview?: boolean;
  run(context: CheckContext): Findings;
}

/** A check that needs test tenants. */
export interface InsideCheck extends Described {
  readonly depth: 'inside';
  run(context: InsideContext): Findings;
}

/** A check of the remotes of a Forge app. */
export interface RemoteCheck extends Described {
  readonly depth: 'remote';
  run(context: RemoteContext): Findings;
}

/** A check of a Connect app. */
export type ConnectCheck = OutsideCheck | InsideCheck;

/** One security requirement that the scanner examines. */
export type Check = ConnectCheck | RemoteCheck;

/** Numbered requirements come first, by number; then the other checks, by id. */
export function inReportOrder(checks: readonly Check[]): readonly Check[] {
  return checks.toSorted(
    (one, other) =>
      Number(one.requirement === undefined) - Number(other.requirement === undefined) ||
      COLLATOR.compare(`${one.requirement} ${one.id}`, `${other.requirement} ${other.id}`),
  );
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

import type { Clock } from '@authbeat/core';
import type { Signals } from '../signals/signals.ts';
import { warnOfClock } from '../signals/warn.ts';
import type { Change, Store } from '../stores/contract.ts';

/** Keeps what this node has in memory true to what all nodes write. */
export interface ChangeFollower {
  /** Follows the changes of the store, if it does not yet. */
  begin(): void;
  /** Changes are missed from then on, so nothing that is in memory counts as fresh. */
  end(): void;
}

/** A cache of what the store holds. */
interface Cache {
  apply(change: Change): void;
}

export function createChangeFollower(options: {
  readonly now: Clock;
  /** Seconds. */
  readonly leeway: number;
  readonly signals: Signals;
  readonly store: Store;
  readonly caches: readonly Cache[];
}): ChangeFollower {
  const { signals, store, caches } = options;
  let stop: (() => void) | undefined;
  const apply = (change: Change): void => {
    if (change.kind === 'clock') warnOfClock(change.nowMs, options, signals);
    for (const cache of caches) cache.apply(change);
  };
  return {
    begin() {
      stop ??= store.watch(apply);
    },
    end() {
      stop?.();
      stop = undefined;
      apply({ kind: 'gap' });
    },
  };
}

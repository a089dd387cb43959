/**
 * How `AP.context.getToken()` behaves:
 * - `answers`: a fresh token on each call;
 * - `cached`: the same token to every caller until it has expired, as hosts may do;
 * - `expired`: a genuine token whose life is over;
 * - `slow`: a fresh token, after `delay`;
 * - `signed-out`: rejects, as for somebody who is no longer signed in;
 * - `silent`: never answers.
 */
export type BridgeBehaviour = (typeof BRIDGE_BEHAVIOURS)[number];

export const BRIDGE_BEHAVIOURS = ['answers', 'cached', 'expired', 'slow', 'signed-out', 'silent'] as const;

/** The faults of a host's bridge. Changes take effect on the next call. */
export interface Bridge {
  /** Defaults to `answers`. */
  behaviour: BridgeBehaviour;
  /** How long a `slow` bridge takes, in milliseconds. Defaults to 5000. */
  delay: number;
}

/** Makes a bridge that tells `changed` when its behaviour is switched. */
export function createBridge(changed: (behaviour: BridgeBehaviour) => void): Bridge {
  let current: BridgeBehaviour = 'answers';
  return {
    delay: 5000,
    get behaviour() {
      return current;
    },
    set behaviour(behaviour) {
      if (behaviour === current) return;
      current = behaviour;
      changed(behaviour);
    },
  };
}

export function isBridgeBehaviour(value: unknown): value is BridgeBehaviour {
  return BRIDGE_BEHAVIOURS.some((behaviour) => behaviour === value);
}

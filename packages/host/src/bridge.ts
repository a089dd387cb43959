/**
 * What `AP.context.getToken()` does:
 * - `fresh`: resolves with a new token;
 * - `cached`: resolves with the same token for all callers until it expires, as hosts may do;
 * - `dying`: resolves with a new token that expires in two seconds;
 * - `expired`: resolves with a genuine token that has expired;
 * - `slow`: resolves with a new token after `delayMs`;
 * - `signed-out`: rejects, as for a user who is no longer signed in;
 * - `silent`: never settles.
 */
export type BridgeBehaviour = (typeof BRIDGE_BEHAVIOURS)[number];

export const BRIDGE_BEHAVIOURS = [
  'fresh',
  'cached',
  'dying',
  'expired',
  'slow',
  'signed-out',
  'silent',
] as const;

/** How the bridge behaves. A change applies to the next call. */
export interface Bridge {
  /** Defaults to `fresh`. */
  behaviour: BridgeBehaviour;
  /** How long a `slow` call takes. Defaults to 5000. */
  delayMs: number;
}

/** Creates a bridge that calls `changed` when its behaviour changes. */
export function createBridge(changed: (behaviour: BridgeBehaviour) => void): Bridge {
  let current: BridgeBehaviour = 'fresh';
  return {
    delayMs: 5000,
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

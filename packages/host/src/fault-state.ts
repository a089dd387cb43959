/** What active faults change in a running host. */
export interface FaultState {
  /** Which frames get a token that has expired: none, those that open late, or all. */
  expiredFrames: 'none' | 'late' | 'all';
  /** How far the app's clock is ahead of the host's, in seconds. */
  appClock: number;
  /** How far the browser's clock is ahead, in seconds. */
  browserClock: number;
}

export function createFaultState(): FaultState {
  return { expiredFrames: 'none', appClock: 0, browserClock: 0 };
}

/** What active faults change in a running host. */
export interface FaultState {
  /** Which frames get a token that has expired: none, those that open late, or all. */
  expiredFrames: 'none' | 'late' | 'all';
  /** How far the app's clock is ahead of the host's, in seconds. */
  appClock: number;
  /** How far the browser's clock is ahead, in seconds. */
  browserClock: number;
  /** What is wrong with the invocation tokens of Forge apps. */
  invocations: InvocationFault;
  /** How late invocation tokens are, in milliseconds. */
  invocationDelayMs: number;
}

/** What may be wrong with an invocation token. */
export type InvocationFault = 'none' | 'expired' | 'foreign-app' | 'anonymous' | 'huge-context';

export function createFaultState(): FaultState {
  return {
    expiredFrames: 'none',
    appClock: 0,
    browserClock: 0,
    invocations: 'none',
    invocationDelayMs: 0,
  };
}

export type NetworkState = 'works' | 'slow' | 'offline' | 'unavailable' | 'reset';

/** What active faults change in a running host. */
export interface FaultState {
  /** Which frames get a token that has expired: none, those that open late, or all. */
  expiredFrames: 'none' | 'late' | 'all';
  /** How far the app's clock is ahead of the host's, in seconds. */
  appClock: number;
  /** How far the browser's clock is ahead, in seconds. */
  browserClock: number;
  /** How the network between browser and app fails. */
  network: NetworkState;
  /** How long a response takes longer while the network is `slow`. */
  networkDelayMs: number;
  /** How many proxies have the traffic of an app: without one, the network cannot fail. */
  proxies: number;
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
    network: 'works',
    networkDelayMs: 0,
    proxies: 0,
    invocations: 'none',
    invocationDelayMs: 0,
  };
}

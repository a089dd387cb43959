import type { Laboratory } from '../inside/laboratory.ts';
import type { Answered, Exchange, ProbeRequest } from '../probes/exchange.ts';
import type { Impostor } from '../probes/impostor.ts';
import type { Handshake, HandshakeRequest } from '../probes/handshake.ts';
import type { Surface } from '../surface/surface.ts';
import type { Verdict } from '../verdict.ts';

/** What a check can see and do. */
export interface CheckContext {
  readonly surface: Surface;
  /** Makes a request; an equal one is made only once in a scan. */
  readonly send: (request: ProbeRequest) => Promise<Exchange>;
  /** Every answer so far. */
  seen(): readonly Answered[];
  /** Tries a TLS handshake with the app's server; `undefined` behind a proxy, where none can be seen. */
  readonly handshake: ((request: HandshakeRequest) => Promise<Handshake>) | undefined;
  /** Two tenants that no host knows, who try tokens. */
  readonly impostors: readonly [Impostor, Impostor];
  /** Two more, who try to install themselves: an app may let them, and then their tokens are good. */
  readonly intruders: readonly [Impostor, Impostor];
  /** Milliseconds since the epoch. */
  now(): number;
  /** Real tenants, where the app could be installed. */
  readonly laboratory: Laboratory | undefined;
}

/** One thing that is tested. */
export interface Check {
  /** Stable: reports, acceptances and the docs page carry it. */
  readonly id: string;
  /** What holds when it passes, as a heading. */
  readonly title: string;
  /** The number that Atlassian's tester gives to the requirement, where there is one. */
  readonly requirement?: string;
  /** `inside` needs real tenants. */
  readonly depth: 'outside' | 'inside';
  /** It looks at what the other checks have seen, and runs after them. */
  readonly isReview?: boolean;
  run(context: CheckContext): Promise<readonly Verdict[]> | readonly Verdict[];
}

import type { Handshake, HandshakeRequest } from '../probes/handshake.ts';
import type { Probe, ProbeRequest, Responded } from '../probes/probe.ts';
import type { Surface } from '../surface/surface.ts';
import type { Impostor } from '../tenants/impostor.ts';
import type { TestTenants } from '../tenants/test-tenants.ts';

/** What a check can see and do. */
export interface CheckContext {
  readonly surface: Surface;
  /** Makes a request. Equal requests are made only once in a scan. */
  readonly send: (request: ProbeRequest) => Promise<Probe>;
  /** Every response so far. */
  readonly seen: () => readonly Responded[];
  /** Tries a TLS handshake with the app's server; `undefined` behind a proxy, where none can be seen. */
  readonly handshake: ((request: HandshakeRequest) => Promise<Handshake>) | undefined;
  /** Two made-up tenants that present tokens. */
  readonly impostors: readonly [Impostor, Impostor];
  /** Two more that try to install themselves: an app may accept them, and then their tokens are good. */
  readonly intruders: readonly [Impostor, Impostor];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The tenants that were installed for the scan; `undefined` from outside. */
  readonly tenants: TestTenants | undefined;
}

/** The same inside, where test tenants are installed. */
export interface InsideContext extends CheckContext {
  readonly tenants: TestTenants;
}

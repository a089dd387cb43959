import type { Probe, ProbeRequest, Responded } from '../probes/probe.ts';
import type { EntryPoint } from '../surface/entry-point.ts';
import type { InvocationIssuer } from '../tenants/invocation-issuer.ts';

/** A URL of a remote that requires an invocation token. */
export interface RemoteRoute {
  readonly method: 'GET' | 'POST';
  /** Absolute. */
  readonly url: string;
}

/** What a check of a remote can see and do. */
export interface RemoteContext {
  readonly routes: readonly RemoteRoute[];
  /** Those of the Connect app within the Forge app. */
  readonly connectEntryPoints: readonly EntryPoint[];
  readonly issuer: InvocationIssuer;
  /** Makes a request. Equal requests are made only once in a scan. */
  readonly send: (request: ProbeRequest) => Promise<Probe>;
  /** Every response so far. */
  readonly seen: () => readonly Responded[];
  /** What the app has written to its output so far; `undefined` where it is not seen. */
  readonly output: (() => string) | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

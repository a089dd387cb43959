import type { Bridge } from './bridge.ts';
import type { Product } from './content/frame-context.ts';
import type { SiteData } from './content/site-data.ts';
import type { FaultState } from './fault-state.ts';
import type { SigningKey } from './keys.ts';
import type { Frames } from './timeline/frames.ts';
import type { Timeline } from './timeline/timeline.ts';

/** What the sites of a running host share. */
export interface HostRuntime {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly tokenLifetimes: TokenLifetimes;
  readonly signingKey: SigningKey;
  /** How often an app has fetched the public key of lifecycle calls. */
  readonly keyServer: { requests: number };
  /** Signs the invocation tokens of Forge apps. */
  readonly invocationKey: SigningKey;
  readonly timeline: Timeline;
  /** The frames of its pages, by what they were given. */
  readonly frames: Frames;
  readonly bridge: Bridge;
  /** What active faults change. */
  readonly faultState: FaultState;
  /** The clock of tokens, in milliseconds: `now`, less the fault of the app's clock. */
  readonly tokenClock: () => number;
  /** Aborts when the host closes. */
  readonly closing: AbortSignal;
}

/** The lifetimes of host tokens, in seconds. A change applies to the next token. */
export interface TokenLifetimes {
  /** The token in the URL of an iframe. */
  iframe: number;
  /** The token from `AP.context.getToken()`. */
  context: number;
  /** The invocation token of a Forge app. */
  invocation: number;
}

/** How an app knows a site. */
export interface SiteIdentity {
  readonly name: string;
  readonly product: Product;
  /** Such as `http://jira.localhost:4100`, and `http://confluence.localhost:4100/wiki` for Confluence. */
  readonly hostBaseUrl: string;
  readonly clientKey: string;
  /** Issues, comments, properties and pages, as apps have changed them. */
  readonly data: SiteData;
}

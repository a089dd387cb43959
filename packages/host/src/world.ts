import type { Bridge } from './bridge.ts';
import type { SigningKey } from './keys.ts';
import type { Timeline } from './timeline.ts';

/** What all sites of a host share. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly tokenLives: TokenLives;
  readonly signingKey: SigningKey;
  readonly timeline: Timeline;
  readonly bridge: Bridge;
  /** Aborts when the host closes. */
  readonly closing: AbortSignal;
}

/** How long tokens live, in seconds. Changes take effect on the next token. */
export interface TokenLives {
  /** The token in an iframe's URL. */
  iframe: number;
  /** The token that `AP.context.getToken()` answers. */
  context: number;
}

/** What names a site to an app. */
export interface SiteIdentity {
  readonly name: string;
  /** Such as `http://jira.localhost:4100`. */
  readonly url: string;
  readonly clientKey: string;
}

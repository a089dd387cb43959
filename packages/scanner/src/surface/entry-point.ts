import type { LifecycleEvent } from '@authbeat/core';

/** What the host (or the app's own page) uses a URL for. */
export type EntryPointRole = 'page' | 'condition' | 'webhook' | 'lifecycle' | 'api';

/** One URL of the app, and how it is requested. */
export interface EntryPoint {
  readonly role: EntryPointRole;
  readonly method: 'GET' | 'POST';
  /** Absolute, with its placeholders filled in. */
  readonly url: string;
  /** The same with other values; absent where the URL has no placeholders. */
  readonly variant?: string;
  /** What the placeholders were filled with, in both. */
  readonly values: readonly string[];
  /** Where the descriptor declares it: `webPanels/foo-panel`. */
  readonly declaredBy: readonly string[];
  /** The host loads it without a token in the URL. */
  readonly cacheable: boolean;
  /** Only administrators are shown a way to it. */
  readonly adminOnly: boolean;
  /** The button of an issue opens it, perhaps long after its URL was made. */
  readonly opensLate: boolean;
  /** Of a lifecycle call. */
  readonly event?: LifecycleEvent;
}

/** A URL of the descriptor that is not tested, and why. */
export interface ForeignUrl {
  readonly url: string;
  readonly declaredBy: string;
  readonly reason: string;
}

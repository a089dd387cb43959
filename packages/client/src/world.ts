import type { Keeper } from './keeper.ts';

/** What the page's surroundings tell. */
export type Signal = 'awake' | 'asleep' | 'online' | 'offline';

/** The host's bridge: the part of `window.AP.context` that is used here. */
export interface Bridge {
  getToken(callback?: (token?: string) => void): Promise<unknown> | undefined;
}

/** A line to the app's other frames. */
export interface Channel {
  post(message: string): void;
  close(): void;
}

/** Everything that a client touches outside itself. One world is one document. */
export interface World {
  /** Sessions of this document, by source: whoever asks, one renewal is in flight. */
  readonly keepers: Map<string, Keeper>;
  /** The document's address, or `undefined` where there is no document (server rendering). */
  readonly baseUrl: string | undefined;
  /** Milliseconds that never go back and count the time asleep. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back once; the answer cancels. */
  delay(milliseconds: number, callback: () => void): () => void;
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  online(): boolean;
  /** The answer stops listening. */
  listen(listener: (signal: Signal) => void): () => void;
  /** `undefined` while it has not appeared, `null` if it never will: the page is not in a frame. */
  bridge(): Bridge | undefined | null;
  /** The `content` of `meta[name=…]`. */
  meta(name: string): string | undefined;
  /** `undefined` where frames cannot talk to each other. */
  channel(name: string, listener: (message: string) => void): Channel | undefined;
}

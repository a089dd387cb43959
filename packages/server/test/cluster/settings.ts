/** The store that the nodes of a cluster share. */
export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly config: object }
  | { readonly kind: 'redis'; readonly config: object };

/** What all nodes of a cluster have in common. */
export interface AppSettings {
  readonly appKey: string;
  readonly baseUrl: string;
  readonly sessionKey: string;
  readonly keyServer: string;
  /** In seconds; absent: the default. */
  readonly staleWhileError?: number;
  /** How long a call may wait for the database, in seconds. */
  readonly storeTimeout: number;
}

/** What a node is started with. */
export interface NodeSettings extends AppSettings {
  readonly store: StoreSettings;
}

/** What a test tells a running node. */
export interface NodeMessage {
  /** How far the node's clock is ahead of the machine's, in milliseconds. */
  readonly clockAheadMs: number;
}

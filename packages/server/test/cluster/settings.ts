/** The store that the nodes of a cluster share. */
export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly config: object }
  | { readonly kind: 'redis'; readonly config: object };

/** What a node is started with. */
export interface NodeSettings {
  readonly appKey: string;
  readonly baseUrl: string;
  readonly sessionKey: string;
  readonly keyServer: string;
  readonly store: StoreSettings;
}

/** Claims to add to a token or to replace; `undefined` removes one. */
export type TokenClaims = Readonly<Record<string, unknown>>;

/** What an invocation token says that is not the default. */
export interface InvocationOptions {
  /** The user; `null` for an anonymous one. By default a user of the site. */
  readonly accountId?: string | null;
  /** When the token was issued, in seconds since the epoch. Defaults to now. */
  readonly issuedAt?: number;
  /** None by default. */
  readonly claims?: TokenClaims;
}

/**
 * What signs invocation tokens that the remote verifies, as Forge does: the local host, whose key set the remote is
 * configured with.
 */
export interface InvocationIssuer {
  /** The public key, as SPKI in PEM form. */
  readonly publicKey: string;
  mint(options?: InvocationOptions): Promise<string>;
}

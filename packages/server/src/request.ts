/** A request in the form that guards and endpoints take. Adapters translate their framework's requests to it. */
export interface AuthbeatRequest {
  /** Upper case. */
  readonly method: string;
  /**
   * Path and query exactly as the host requested them, with the path of the base URL: the `qsh` covers every byte.
   */
  readonly url: string;
  /**
   * The network address of the caller, as the framework knows it. Addresses share what is scarce fairly; they decide
   * about nothing else. Without one, all callers count as one address.
   */
  readonly address?: string | undefined;
  /**
   * The value of a header. Values of a header that was sent several times are joined with `, `, those of
   * `cookie` with `; `. `name` is in lower case.
   */
  header(name: string): string | undefined;
  /**
   * Reads the body, at most `limit` bytes of it: as bytes, or as the value that a body parser has made of it
   * before.
   */
  body(limit: number): Promise<RequestBody>;
}

/** A request's body. */
export type RequestBody =
  | { readonly state: 'raw'; readonly bytes: Uint8Array }
  /** A body parser has read it before: the fields of a form, or a JSON value. */
  | { readonly state: 'parsed'; readonly value: unknown }
  | { readonly state: 'too-large' }
  /** The connection was closed before its end. */
  | { readonly state: 'aborted' };

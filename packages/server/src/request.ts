/** A request as the server's core sees it: what an adapter makes of its framework's request. */
export interface AuthbeatRequest {
  /** Upper case. */
  readonly method: string;
  /**
   * Path and query exactly as they came over the wire, the app's mount point included: the `qsh` covers
   * every byte of them.
   */
  readonly url: string;
  /** The value of a header; several of one name are joined with `, `, cookies with `; `. Names are in lower case. */
  header(name: string): string | undefined;
  /**
   * The body, read once and never beyond `limit` bytes: as bytes, or as whatever a parser in front of
   * Authbeat has already made of it.
   */
  body(limit: number): Promise<RequestBody>;
}

/** What became of a request's body. */
export type RequestBody =
  | { readonly state: 'raw'; readonly bytes: Uint8Array }
  /** Another parser was faster: the fields of a form, or a JSON value. */
  | { readonly state: 'parsed'; readonly value: unknown }
  | { readonly state: 'too-large' }
  /** The caller went away. */
  | { readonly state: 'aborted' };

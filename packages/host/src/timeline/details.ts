/** Names and values in turn, as in `IncomingMessage.rawHeaders`. */
export type RecordedHeaders = readonly string[];

/** A request as it was on the wire. */
export interface RecordedRequest {
  readonly method: string;
  /** Absolute; path and query are byte for byte those of the request. */
  readonly url: string;
  readonly headers: RecordedHeaders;
  /** A text of at most 16 KB; absent for another body. */
  readonly body?: string;
}

/** The response to a request. */
export interface RecordedResponse {
  /** 0 when the connection ended without one. */
  readonly status: number;
  readonly headers: RecordedHeaders;
  /** A text of at most 16 KB; absent for another body. */
  readonly body?: string;
}

/**
 * What an event was about, for the details that a person asks for. It holds whole tokens, so it is kept apart from the
 * event: only pages of the host get it.
 */
export interface EventDetails {
  readonly request?: RecordedRequest;
  readonly response?: RecordedResponse;
  /** A token that was issued. */
  readonly token?: string;
}

/** Where a token was found. */
export type Place = 'bare' | 'query' | 'authorization' | 'header' | 'body' | 'fragment';

/** A token as it was found, before anything is removed from it. */
export interface FoundToken {
  readonly text: string;
  readonly place: Place;
  /** The name of the parameter or header; absent for a bare token. */
  readonly name?: string;
  /** The scheme of an `Authorization` header, as it was written. */
  readonly scheme?: string;
}

/** A request with all that the inspector looks at. */
export interface InspectedRequest {
  /** Defaults to `GET`. */
  readonly method?: string;
  /** Absolute, or path and query as they stood on the wire. */
  readonly url: string;
  /** Names in any case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A form or JSON body. */
  readonly body?: string;
}

/** What the input was taken for. */
export type InputForm = 'token' | 'header' | 'url' | 'curl' | 'http' | 'har' | 'request';

/** The input, taken apart. */
export interface ParsedInput {
  readonly form: InputForm;
  /** A bare token stands in no request. */
  readonly entries: readonly {
    readonly request?: InspectedRequest;
    readonly tokens: readonly FoundToken[];
  }[];
}

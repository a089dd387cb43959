/** A request that a check wants to be made. */
export interface ProbeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Absolute. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What the request is, for people: "without a token". */
  readonly label: string;
  /** Makes an otherwise equal request distinct, so that it is really sent again. */
  readonly attempt?: number;
}

/** Why a request has no response. */
export type FailureKind =
  | 'timeout'
  | 'connection-refused'
  | 'name-not-found'
  | 'tls'
  | 'connection-broken'
  | 'redirect-loop'
  | 'origin-not-allowed'
  | 'not-http';

/** A request with its response. */
export interface Responded {
  readonly kind: 'responded';
  readonly request: ProbeRequest;
  /** Where the response came from, after redirects on the same origin. */
  readonly url: string;
  /** Every `Location` that was followed. */
  readonly redirects: readonly string[];
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
  /** The body was longer than the scanner reads. */
  readonly truncated: boolean;
}

/** A request that got no response. */
export interface Failed {
  readonly kind: 'failed';
  readonly request: ProbeRequest;
  readonly failure: FailureKind;
  /** One sentence. */
  readonly reason: string;
}

export type Probe = Responded | Failed;

/** All values of a header, joined as HTTP joins them; empty where the header is missing. */
export function header(response: Responded, name: string): string {
  return (response.headers.get(name) ?? []).join(', ');
}

export function hasHeader(response: Responded, name: string): boolean {
  return response.headers.has(name);
}

/** The media type without its parameters, in lower case. */
export function mediaType(response: Responded): string {
  return header(response, 'content-type').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

export function isHtml(response: Responded): boolean {
  return ['text/html', 'application/xhtml+xml'].includes(mediaType(response));
}

/** A response of one kind: a type of its own, so that a response of another kind is still a response. */
type RespondedWith<Kind extends string> = Responded & { readonly '~kind': Kind };

export function isSuccess(probe: Probe): probe is RespondedWith<'success'> {
  return probe.kind === 'responded' && probe.status >= 200 && probe.status < 300;
}

/** A 4xx: the app said no. */
export function isRefusal(probe: Probe): probe is RespondedWith<'refusal'> {
  return probe.kind === 'responded' && probe.status >= 400 && probe.status < 500;
}

export function isRedirect(probe: Probe): probe is RespondedWith<'redirect'> {
  return probe.kind === 'responded' && probe.status >= 300 && probe.status < 400;
}

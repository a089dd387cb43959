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

/** Why a request has no answer. */
export type FailureKind =
  | 'timeout'
  | 'connection-refused'
  | 'name-not-found'
  | 'tls'
  | 'connection-broken'
  | 'redirect-loop'
  | 'not-http';

/** A request with its answer. */
export interface Answered {
  readonly kind: 'answered';
  readonly request: ProbeRequest;
  /** Where the answer came from, after redirects on the same origin. */
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

/** A request that got no answer. */
export interface Unanswered {
  readonly kind: 'unanswered';
  readonly request: ProbeRequest;
  readonly failure: FailureKind;
  /** One sentence. */
  readonly reason: string;
}

export type Exchange = Answered | Unanswered;

/** All values of a header, joined as HTTP joins them; empty where the header is missing. */
export function header(answer: Answered, name: string): string {
  return (answer.headers.get(name) ?? []).join(', ');
}

export function hasHeader(answer: Answered, name: string): boolean {
  return answer.headers.has(name);
}

/** The media type without its parameters, in lower case. */
export function mediaType(answer: Answered): string {
  return header(answer, 'content-type').split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? '';
}

export function isHtml(answer: Answered): boolean {
  return ['text/html', 'application/xhtml+xml'].includes(mediaType(answer));
}

/** An answer of one kind: a type of its own, so that an answer of another kind is still an answer. */
type AnsweredWith<Kind extends string> = Answered & { readonly '~kind': Kind };

export function isSuccess(exchange: Exchange): exchange is AnsweredWith<'success'> {
  return exchange.kind === 'answered' && exchange.status >= 200 && exchange.status < 300;
}

/** A 4xx: the app said no. */
export function isRefusal(exchange: Exchange): exchange is AnsweredWith<'refusal'> {
  return exchange.kind === 'answered' && exchange.status >= 400 && exchange.status < 500;
}

export function isRedirect(exchange: Exchange): exchange is AnsweredWith<'redirect'> {
  return exchange.kind === 'answered' && exchange.status >= 300 && exchange.status < 400;
}

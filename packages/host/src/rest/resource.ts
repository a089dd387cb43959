import type { SiteRequest } from '../site/site-request.ts';
import type { Caller, Scope } from './caller.ts';

/** One call of the REST API. */
export interface RestCall extends SiteRequest {
  readonly caller: Caller;
  /** What the pattern has captured, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON of the request's body; `undefined` without one. */
  readonly body: unknown;
}

/** What a resource responds: 200 with a value, or a status of its own. */
export interface RestResult {
  readonly status?: number;
  readonly value?: unknown;
}

/** One method of one kind of path. */
export interface Resource {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly pattern: RegExp;
  readonly scope: Scope;
  /** @throws {CallRefusal} */
  readonly respond: (call: RestCall) => RestResult;
}

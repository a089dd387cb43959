import type { SiteRequest } from '../site/site-request.ts';
import type { Caller, Scope } from './caller.ts';

/** A file in the body of a call. */
export interface UploadedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** One call of the REST API. */
export interface RestCall extends SiteRequest {
  readonly caller: Caller;
  /** What the pattern has captured, decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The JSON of the request's body; `undefined` without one. */
  readonly body: unknown;
  /** Those of a form; none otherwise. */
  readonly files: readonly UploadedFile[];
}

/** What a resource responds: 200 with a value or a file, or a status of its own. */
export interface RestResult {
  readonly status?: number;
  readonly file?: Pick<UploadedFile, 'mediaType' | 'bytes'>;
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

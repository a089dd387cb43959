import type { HostContext } from '@authbeat/core';
import type { Eventually } from './eventually.ts';
import type { AuthbeatRequest } from './request.ts';
import type { AuthbeatResponse } from './response.ts';

/** Which kind of token admitted a request. */
export type PrincipalKind = 'iframe' | 'context' | 'webhook' | 'session' | 'ticket';

/** The verified identity behind a request. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Names the tenant: one installation of the app in one site. */
  readonly clientKey: string;
  /** The site's base URL, such as `https://example.atlassian.net`. */
  readonly hostBaseUrl: string;
  /** The Atlassian account id. Absent when the user is not signed in to the host. */
  readonly accountId?: string;
  /** Where the iframe stands in the host (issue, project, space …), as of the last host proof. */
  readonly context: HostContext;
  /** Present when the request belongs to a session. */
  readonly sessionId?: string;
}

/** What comes with an admitted request: a principal, or `undefined` behind `shell()`, which admits every request. */
export type Admission = Principal | undefined;

/** The decision of a guard: the request reaches the app's handler, or gets `response`. */
export type Verdict<Admitted extends Admission = Principal> =
  | {
      readonly admitted: true;
      readonly principal: Admitted;
      /** To be added to the response of the app's handler. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly admitted: false; readonly response: AuthbeatResponse };

/**
 * Decides about one request: at once if all that it needs is in memory. Never throws and never rejects.
 */
export type Guard<Admitted extends Admission = Principal> = (
  request: AuthbeatRequest,
) => Eventually<Verdict<Admitted>>;

import type { HostContext } from '@authbeat/core';

/** Which kind of token admitted a request. */
export type PrincipalKind = 'iframe' | 'context' | 'webhook' | 'session' | 'ticket';

/** Who makes a request, as verified. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** Names the tenant: one installation of the app in one site. */
  readonly clientKey: string;
  /** The site's base URL, such as `https://example.atlassian.net`. */
  readonly hostBaseUrl: string;
  /** The Atlassian account id; absent when nobody is signed in to the host. */
  readonly accountId?: string;
  /** Where the iframe stands (issue, project, space …), as the host said when it last vouched. */
  readonly context: HostContext;
  /** Present when a session stands behind the request. */
  readonly sessionId?: string;
}

/** An answer that Authbeat gives itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty where there is none. */
  readonly body: string;
}

/** What a guard decides: the request reaches the app's handler, or is answered. */
export type Verdict =
  | {
      readonly admitted: true;
      readonly principal: Principal;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly admitted: false; readonly answer: Answer };

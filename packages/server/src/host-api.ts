declare const verified: unique symbol;

/**
 * The id of an account that the host has verified: the `accountId` of a `Principal`. Text from a request is no
 * `AccountId`, so the compiler refuses `asUser(request.query.account)`.
 */
export type AccountId = string & { readonly [verified]: true };

/**
 * Declares that a text is a verified account id: for ids that the app itself has stored from a principal, such as those of
 * a background job. Never pass text that came with a request: its sender would act as any user of the site.
 *
 * @example
 * ```ts
 * import { trustAccountId, type Authbeat } from '@authbeat/server';
 *
 * export async function remind(authbeat: Authbeat, job: { clientKey: string; accountId: string }): Promise<void> {
 *   const host = authbeat.host(job.clientKey).asUser(trustAccountId(job.accountId));
 *   await host.json('/rest/api/3/myself');
 * }
 * ```
 */
export function trustAccountId(accountId: string): AccountId {
  return accountId as AccountId;
}

/** The options of a call to a host: those of `fetch`, and a deadline. */
export interface HostRequestInit extends RequestInit {
  /**
   * The deadline of the whole call, with its retries, redirects and the response's body, in seconds. Defaults to the
   * option `hostTimeout`.
   */
  readonly timeout?: number;
}

/** The options of `paginate`. */
export interface PaginateInit extends Omit<HostRequestInit, 'method' | 'body'> {
  /**
   * The name of the list in each page. Defaults to the first of `values`, `results`, `issues`, `comments` and
   * `worklogs` that the page has.
   */
  readonly items?: string;
}

/** The options of `asUser`. */
export interface AsUserOptions {
  /** The scopes of the access token, such as `['READ']`. Defaults to all scopes of the app. */
  readonly scopes?: readonly string[];
}

/**
 * The REST API of one tenant's host. Paths are relative to the tenant's base URL, such as `/rest/api/3/myself`;
 * absolute URLs must lie below it. Every call has a token of its own and a deadline, and is repeated after 429 and 503 as the
 * host asks for.
 */
export interface HostApi {
  /**
   * `fetch` for this host: for your own calls, and to be passed to generated clients. Resolves with the response,
   * whatever its status. Needs no `this`.
   *
   * @throws {HostCallError} when there is no response
   */
  readonly fetch: (input: string | URL | Request, init?: HostRequestInit) => Promise<Response>;
  /**
   * Sends a request and reads the JSON of its response, of at most 10 MB. `undefined` for an empty response. A body that
   * is text is sent as JSON. The type is the caller's; nothing checks it.
   *
   * @throws {HostCallError} also for every status other than 2xx, with the host's own messages
   */
  readonly json: <Value = unknown>(input: string | URL, init?: HostRequestInit) => Promise<Value>;
  /**
   * The items of all pages of a list, one by one. Fetches a page when its first item is asked for. It knows Jira's
   * `startAt` and `nextPageToken`, and Confluence's `_links.next`.
   *
   * @throws {HostCallError}
   */
  readonly paginate: <Item = unknown>(path: string | URL, init?: PaginateInit) => AsyncGenerator<Item, void>;
  /**
   * The same API for calls as a user: with an access token that the authorization server issues for the account. The
   * app's descriptor needs the scope `ACT_AS_USER`.
   *
   * @throws {ArgumentError} when there is no account id
   */
  readonly asUser: (accountId: AccountId, options?: AsUserOptions) => HostApi;
}

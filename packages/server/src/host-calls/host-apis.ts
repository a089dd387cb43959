import type { Clock } from '@authbeat/core';
import { ArgumentError } from '../errors.ts';
import type { AccountId, AsUserOptions, HostApi, HostRequestInit } from '../host-api.ts';
import type { Tenant } from '../tenants/tenants.ts';
import type { AccessTokens } from './access-tokens.ts';
import { targetOf } from './call.ts';
import { withDeadline } from './deadline.ts';
import { deliver, type Caller, type DeliveryOptions } from './deliver.ts';
import { readPages } from './paginate.ts';
import { readJson } from './read-json.ts';
import type { Authorization } from './send.ts';
import { signCall } from './sign.ts';

/** Makes the API of a tenant's host. @throws {ArgumentError} when there is no tenantId */
export type HostApis = (tenantId: string) => HostApi;

export interface HostApiOptions extends DeliveryOptions {
  /** Seconds. */
  readonly hostTimeout: number;
  readonly now: Clock;
  readonly accessTokens: AccessTokens;
}

export function createHostApis(options: HostApiOptions): HostApis {
  const { appKey, now, accessTokens } = options;
  const asApp = (tenant: Tenant): Authorization => ({
    header: async (call) => `JWT ${signCall(call, tenant, { appKey, now })}`,
    renew: () => false,
  });
  const asUser =
    (accountId: AccountId, { scopes = [] }: AsUserOptions = {}) =>
    (tenant: Tenant): Authorization => {
      const owner = {
        tenant,
        accountId,
        scopes: [...new Set(scopes.map((scope) => scope.toUpperCase()))].toSorted(),
      };
      return {
        header: async () => `Bearer ${await accessTokens.get(owner)}`,
        renew() {
          accessTokens.drop(owner);
          return true;
        },
      };
    };
  const build = (caller: Caller): HostApi => {
    const perform = async <Result>(
      input: string | URL | Request,
      init: HostRequestInit,
      finish: (response: Response) => Promise<Result> | Result,
    ): Promise<Result> => {
      const given = init.signal ?? (input instanceof Request ? input.signal : undefined);
      return withDeadline(init.timeout ?? options.hostTimeout, given, async (deadline) =>
        finish(await deliver(input, init, caller, { ...options, deadline })),
      );
    };
    const json = async (input: string | URL, init: HostRequestInit = {}): Promise<unknown> => {
      const headers = new Headers(init.headers);
      if (!headers.has('accept')) headers.set('accept', 'application/json');
      const isText = typeof init.body === 'string';
      if (isText && !headers.has('content-type')) headers.set('content-type', 'application/json');
      const [path = ''] = targetOf(input).split('?');
      const name = { method: init.method ?? 'GET', path };
      return perform(input, { ...init, headers }, async (response) => readJson(response, name));
    };
    return {
      fetch: async (input, init = {}) => perform(input, init, (response) => response),
      json: json as HostApi['json'],
      paginate: ((path, { items, ...init } = {}) =>
        readPages(async (page) => json(page, init), targetOf(path), items)) as HostApi['paginate'],
      asUser(accountId, asUserOptions) {
        requireAccount(accountId);
        const { tenantId } = caller;
        return build({ tenantId, accountId, authorize: asUser(accountId, asUserOptions) });
      },
    };
  };
  return (tenantId) => {
    requireText(tenantId, 'host', 'tenantId');
    return build({ tenantId, authorize: asApp });
  };
}

/** The type is of no use to JavaScript, where `undefined` would become the account "undefined". */
function requireAccount(accountId: unknown): void {
  requireText(accountId, 'asUser', 'accountId');
  if (!/^[\x21-\x7e]{1,255}$/.test(accountId)) throw new ArgumentError('asUser', 'accountId');
}

function requireText(value: unknown, method: string, name: string): asserts value is string {
  if (typeof value !== 'string' || value === '') throw new ArgumentError(method, name);
}

import type { Clock } from '@authbeat/core';
import { ArgumentError } from '../errors.ts';
import type { AccountId, AsUserOptions, HostApi, HostRequestInit } from '../host-api.ts';
import type { Tenant, Tenants } from '../tenants/tenants.ts';
import type { AccessTokens } from './access-tokens.ts';
import { readCall, targetOf } from './call.ts';
import { withDeadline } from './deadline.ts';
import { HostCallError } from './errors.ts';
import { readPages } from './paginate.ts';
import { readJson } from './read-json.ts';
import { send, type Authorization } from './send.ts';
import { signCall } from './sign.ts';

/** Makes the API of a tenant's host. @throws {ArgumentError} when there is no clientKey */
export type HostApis = (clientKey: string) => HostApi;

export interface HostApiOptions {
  readonly appKey: string;
  /** The app's. */
  readonly baseUrl: string;
  /** Seconds. */
  readonly hostTimeout: number;
  readonly now: Clock;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly accessTokens: AccessTokens;
}

/** Who makes a call. */
type Authorize = (tenant: Tenant) => Authorization;

export function createHostApis(options: HostApiOptions): HostApis {
  const { appKey, now, accessTokens } = options;
  const asApp: Authorize = (tenant) => ({
    header: async (call) => `JWT ${signCall(call, tenant, { appKey, now })}`,
    renew: () => false,
  });
  const asUser =
    (accountId: AccountId, { scopes = [] }: AsUserOptions = {}): Authorize =>
    (tenant) => {
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
  const build = (clientKey: string, authorize: Authorize): HostApi => {
    const perform = async <Result>(
      input: string | URL | Request,
      init: HostRequestInit,
      finish: (response: Response) => Promise<Result> | Result,
    ): Promise<Result> => {
      const given = init.signal ?? (input instanceof Request ? input.signal : undefined);
      return withDeadline(init.timeout ?? options.hostTimeout, given, async (deadline) => {
        const tenant = await findTenant(clientKey, options);
        const { baseUrl } = tenant;
        const call = await readCall(input, init, { appKey, baseUrl });
        return finish(await send(call, { baseUrl, authorization: authorize(tenant), deadline }));
      });
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
        return build(clientKey, asUser(accountId, asUserOptions));
      },
    };
  };
  return (clientKey) => {
    requireText(clientKey, 'host', 'clientKey');
    return build(clientKey, asApp);
  };
}

/** @throws {HostCallError} `host_tenant_unknown` or `host_target_refused` */
async function findTenant(clientKey: string, { tenants, baseUrl }: HostApiOptions): Promise<Tenant> {
  const tenant = await tenants.find(clientKey);
  if (!tenant?.installed) throw new HostCallError('host_tenant_unknown');
  // Only an app on this machine calls a site on this machine: elsewhere, that address is one of the app's own network.
  if (tenant.baseUrl.startsWith('http:') && !baseUrl.startsWith('http:'))
    throw new HostCallError('host_target_refused');
  return tenant;
}

/** The type is of no use to JavaScript, where `undefined` would become the account "undefined". */
function requireAccount(accountId: unknown): void {
  requireText(accountId, 'asUser', 'accountId');
  if (!/^[\x21-\x7e]{1,255}$/.test(accountId)) throw new ArgumentError('asUser', 'accountId');
}

function requireText(value: unknown, method: string, name: string): asserts value is string {
  if (typeof value !== 'string' || value === '') throw new ArgumentError(method, name);
}

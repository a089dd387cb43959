import type { User } from '../../content/users.ts';
import { hasPermission } from '../../content/permissions.ts';
import { notFound } from '../refusal.ts';
import type { Resource, RestCall } from '../resource.ts';

/** A user in the form of Jira, or the app itself. */
export function describeUser(user: User | undefined, { site, caller }: RestCall): Record<string, unknown> {
  return {
    accountId: user?.accountId ?? `app:${caller.app.key}`,
    accountType: user ? 'atlassian' : 'app',
    displayName: user?.name ?? caller.app.name,
    active: true,
    self: `${site.hostBaseUrl}/rest/api/3/user?accountId=${encodeURIComponent(user?.accountId ?? '')}`,
  };
}

export const USER_RESOURCES: readonly Resource[] = [
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/myself$/,
    scope: 'READ',
    respond: (call) => ({ value: describeUser(call.caller.user, call) }),
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/user$/,
    scope: 'READ',
    respond: (call) => ({ value: describeUser(findUser(call), call) }),
  },
  {
    method: 'GET',
    pattern: /^(?:\/wiki)?\/rest\/api\/user$/,
    scope: 'READ',
    respond(call) {
      const user = findUser(call);
      const operations = ['use', 'administer'].filter((name) => hasPermission(user, name));
      return {
        value: {
          type: 'known',
          ...describeUser(user, call),
          operations: operations.map((operation) => ({ operation, targetType: 'application' })),
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: /^(?:\/wiki)?\/rest\/api\/user\/current$/,
    scope: 'READ',
    respond: (call) => ({ value: { type: 'known', ...describeUser(call.caller.user, call) } }),
  },
];

function findUser({ site, query }: RestCall): User {
  const user = site.users.find(({ accountId }) => accountId === query.get('accountId'));
  if (!user) throw notFound('user');
  return user;
}

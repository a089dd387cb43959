import { isRecord } from '@authbeat/core';
import type { User } from '../../content/users.ts';
import { hasPermission, isKnownPermission } from '../../content/permissions.ts';
import { CallRefusal, notFound } from '../refusal.ts';
import type { Resource, RestCall } from '../resource.ts';

export const PERMISSION_RESOURCES: readonly Resource[] = [
  {
    method: 'POST',
    pattern: /^\/rest\/api\/[23]\/permissions\/check$/,
    scope: 'READ',
    respond(call) {
      const { body, site } = call;
      const { accountId, globalPermissions, projectPermissions } = isRecord(body) ? body : {};
      const user = subjectOf(call, accountId);
      const known = new Set<unknown>(site.data.projects.flatMap(({ id }) => [id, Number(id)]));
      const issues = new Set<unknown>(site.data.issues.flatMap(({ id }) => [id, Number(id)]));
      return {
        value: {
          globalPermissions: namesOf(globalPermissions).filter((name) => isGranted(user, name)),
          projectPermissions: listOf(projectPermissions)
            .filter(isRecord)
            .flatMap((asked) =>
              namesOf(asked['permissions'])
                .filter((name) => isGranted(user, name))
                .map((permission) => ({
                  permission,
                  projects: listOf(asked['projects'])
                    .filter((id) => known.has(id))
                    .map(Number),
                  issues: listOf(asked['issues'])
                    .filter((id) => issues.has(id))
                    .map(Number),
                })),
            ),
        },
      };
    },
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/mypermissions$/,
    scope: 'READ',
    respond({ query, caller }) {
      const names = (query.get('permissions') ?? '').split(',').filter((name) => name !== '');
      if (names.length === 0) throw new CallRefusal(400, 'permissions: Name at least one.');
      const { user } = caller;
      const permissions = names.map((key) => [
        key,
        { id: key, key, name: key, havePermission: user === undefined || isGranted(user, key) },
      ]);
      return { value: { permissions: Object.fromEntries(permissions) as unknown } };
    },
  },
  {
    method: 'POST',
    pattern: /^(?:\/wiki)?\/rest\/api\/content\/([^/]+)\/permission\/check$/,
    scope: 'READ',
    respond(call) {
      const { body, site, path } = call;
      const { subject, operation } = isRecord(body) ? body : {};
      if (!site.data.pages.some(({ id }) => id === path[0])) throw notFound('content');
      const user = subjectOf(call, isRecord(subject) ? subject['identifier'] : undefined);
      return {
        value: { hasPermission: typeof operation === 'string' && isGranted(user, operation), errors: [] },
      };
    },
  },
];

/** @throws {CallRefusal} 400 for a name that the local host does not know */
function isGranted(user: User, name: string): boolean {
  if (!isKnownPermission(name))
    throw new CallRefusal(400, `The local host does not know the permission "${name.slice(0, 80)}".`);
  return hasPermission(user, name);
}

/** Whose permissions are asked for. Only an app as itself may ask for those of another user. */
function subjectOf({ site, caller }: RestCall, accountId: unknown): User {
  const asked = accountId ?? caller.user?.accountId;
  if (caller.user && asked !== caller.user.accountId)
    throw new CallRefusal(403, 'Only the app itself may ask for the permissions of another user.');
  const user = site.users.find((candidate) => candidate.accountId === asked);
  if (!user) throw notFound('user');
  return user;
}

function namesOf(value: unknown): readonly string[] {
  return listOf(value).filter((name) => typeof name === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

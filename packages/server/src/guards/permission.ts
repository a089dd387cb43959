import { ConfigurationError, Refusal } from '../errors.ts';
import type { PermissionQuery, RequiredPermissions } from '../host-calls/permissions.ts';
import { refusalResponse } from '../http/responses.ts';
import type { Services } from '../services.ts';
import { reportRequest } from '../signals/report-request.ts';
import type { PermissionGuard, Principal, Verdict } from '../verdict.ts';
import { admit } from './guard.ts';

const LISTS = ['global', 'project', 'application'] as const;
const OPERATIONS: ReadonlySet<unknown> = new Set(['read', 'update', 'delete', undefined]);

/**
 * Guards requests by the permissions of their user in the host.
 *
 * @throws {ConfigurationError} when no permission is required, or one has no name
 */
export function createPermissionGuard(services: Services, required: RequiredPermissions): PermissionGuard {
  checkPermissions(required);
  return async (principal, request) =>
    reportRequest<Verdict>('permission', services, {
      async handle() {
        if (!principal) throw new TypeError('permission() needs page(), api() or webhook() in front of it.');
        if (!(await services.permissions.has(principal, required)))
          throw new Refusal('permission_missing', { hint: describeMissing(principal, required) });
        return admit('permission', principal, {});
      },
      refuse(refusal) {
        services.explainer?.explain('permission', request, refusal);
        return { admitted: false, response: refusalResponse(refusal, services.settings.docsUrl) };
      },
    });
}

/** For the app's developer. */
function describeMissing({ accountId }: Principal, required: RequiredPermissions): string {
  return accountId === undefined
    ? 'The user is not signed in to the host, so the user has no permissions.'
    : `The host does not grant ${JSON.stringify(required)} to the user, or the signed context names no such place.`;
}

/** @throws {ConfigurationError} */
export function checkPermissions(query: PermissionQuery): void {
  const { content } = query;
  const lists: readonly unknown[] = LISTS.map((name) => query[name] ?? []);
  const areNames = lists.every((list) => Array.isArray(list) && list.every(isName));
  const isEmpty = content === undefined && lists.every((list) => Array.isArray(list) && list.length === 0);
  if (!areNames || isEmpty || !OPERATIONS.has(content))
    throw new ConfigurationError([
      'permissions must be names in the lists `global`, `project` or `application`, or an operation as `content`',
    ]);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.length <= 200;
}

import { isRecord, type Clock, type HostContext } from '@authbeat/core';
import type { HostApi } from '../host-api.ts';
import type { Principal } from '../verdict.ts';
import type { HostApis } from './host-apis.ts';
import { remember } from './remember.ts';

/** Permissions that a user must have in the host, all of them. */
export interface RequiredPermissions {
  /** Jira: global permissions, such as `ADMINISTER`. */
  readonly global?: readonly string[];
  /** Jira: permissions in the project and the issue of the signed context, such as `ADMINISTER_PROJECTS`. */
  readonly project?: readonly string[];
  /** Confluence: what the user may do with the content of the signed context. */
  readonly content?: 'read' | 'update' | 'delete';
  /** Confluence: what the user may do in the site, such as `administer`. */
  readonly application?: readonly string[];
}

/** Permissions, and where: in place of what the signed context names. */
export interface PermissionQuery extends RequiredPermissions {
  readonly projectId?: string;
  readonly issueId?: string;
  readonly contentId?: string;
}

/** Of a principal: the account, and where it stands. */
export type AccountPlace = Pick<Principal, 'tenantId' | 'accountId' | 'context'>;

/** Asks hosts for the permissions of users. */
export interface Permissions {
  /** @throws {HostCallError} when the host does not say */
  has(principal: AccountPlace, query: PermissionQuery): Promise<boolean>;
}

type Check = (host: HostApi, accountId: string) => Promise<boolean>;

/** How long a response of the host is remembered. */
const REMEMBER_MS = 5000;

export function createPermissions(hostApis: HostApis, now: Clock): Permissions {
  const known = remember<boolean>(now);
  return {
    async has({ tenantId, accountId, context }, query) {
      if (accountId === undefined) return false;
      const asked: Asked = { ...query, ...placeOf(query, context) };
      const checks = [...jiraChecks(asked), ...confluenceChecks(asked)];
      if (checks.includes(undefined)) return false;
      return known.get(JSON.stringify([tenantId, accountId, asked]), async () => {
        const host = hostApis(tenantId);
        const results = await Promise.all(checks.map(async (check) => check?.(host, accountId)));
        return { value: results.every((result) => result === true), forMs: REMEMBER_MS };
      });
    },
  };
}

/** Permissions, and where they are asked for. */
interface Asked extends RequiredPermissions {
  readonly projectId: string | undefined;
  readonly issueId: string | undefined;
  readonly contentId: string | undefined;
}

function placeOf(
  { projectId, issueId, contentId }: PermissionQuery,
  { jira, confluence }: HostContext,
): Pick<Asked, 'projectId' | 'issueId' | 'contentId'> {
  // The project that a query names need not be that of the context's issue, nor the other way round.
  const isNamed = projectId !== undefined || issueId !== undefined;
  return {
    projectId: isNamed ? projectId : jira?.project?.id,
    issueId: isNamed ? issueId : jira?.issue?.id,
    contentId: contentId ?? confluence?.content?.id,
  };
}

/** The checks that a query needs; `undefined` for one that cannot be made, because there is no such place. */
function jiraChecks({
  global = [],
  project = [],
  projectId,
  issueId,
}: Asked): readonly (Check | undefined)[] {
  if (global.length === 0 && project.length === 0) return [];
  const places = [projectId, issueId].filter((id) => id !== undefined);
  const isPlaced = project.length === 0 || (places.length > 0 && places.every((id) => /^\d{1,15}$/.test(id)));
  if (!isPlaced) return [undefined];
  const projects = listOf(projectId);
  const issues = listOf(issueId);
  return [
    async (host, accountId) => {
      const grants = await post(host, '/rest/api/3/permissions/check', {
        accountId,
        globalPermissions: global,
        projectPermissions: project.length === 0 ? [] : [{ permissions: project, projects, issues }],
      });
      const given: readonly unknown[] = arrayOf(grants['projectPermissions']);
      return (
        includesAll(grants['globalPermissions'], global) &&
        project.every((permission) =>
          given.some(
            (grant) =>
              isRecord(grant) &&
              grant['permission'] === permission &&
              includesAll(grant['projects'], projects) &&
              includesAll(grant['issues'], issues),
          ),
        )
      );
    },
  ];
}

function confluenceChecks({ content, application = [], contentId }: Asked): readonly (Check | undefined)[] {
  return [
    ...(content === undefined ? [] : [contentCheck(content, contentId)]),
    ...(application.length === 0 ? [] : [applicationCheck(application)]),
  ];
}

function contentCheck(operation: string, contentId: string | undefined): Check | undefined {
  if (contentId === undefined || !/^[\w-]{1,64}$/.test(contentId)) return undefined;
  return async (host, identifier) => {
    const result = await post(host, `/rest/api/content/${contentId}/permission/check`, {
      subject: { type: 'user', identifier },
      operation,
    });
    return result['hasPermission'] === true && arrayOf(result['errors']).length === 0;
  };
}

function applicationCheck(required: readonly string[]): Check {
  return async (host, accountId) => {
    const parameters = new URLSearchParams({ accountId, expand: 'operations' });
    const user = await host.json(`/rest/api/user?${parameters.toString()}`);
    const operations = isRecord(user) ? arrayOf(user['operations']) : [];
    return required.every((name) =>
      operations.some(
        (item) => isRecord(item) && item['operation'] === name && item['targetType'] === 'application',
      ),
    );
  };
}

async function post(host: HostApi, path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> {
  const result = await host.json(path, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return isRecord(result) ? result : {};
}

/** Ids are numbers for Jira, and text in the context. */
function listOf(id: string | undefined): readonly number[] {
  return id === undefined ? [] : [Number(id)];
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function includesAll(given: unknown, required: readonly (string | number)[]): boolean {
  const names = new Set(arrayOf(given).map(String));
  return required.every((name) => names.has(String(name)));
}

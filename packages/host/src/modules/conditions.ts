import { isRecord } from '@authbeat/core';
import type { Issue, Project } from '../content/issues.ts';
import type { ContextKeys } from '../content/frame-context.ts';
import type { User } from '../content/users.ts';
import type { Installation } from '../installation/installation.ts';
import { hasPermission, isKnownPermission } from '../content/permissions.ts';
import type { Site } from '../site/site.ts';

/** Where a condition is evaluated, and for whom. */
export interface ConditionSubject {
  readonly site: Site;
  readonly installation: Installation;
  readonly keys: ContextKeys;
}

/** What conditions look at. */
interface Facts {
  readonly site: Site;
  readonly appKey: string;
  readonly keys: ContextKeys;
  /** Absent for an anonymous user. */
  readonly user: User | undefined;
  readonly issue: Issue | undefined;
  readonly project: Project | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;
/** `undefined`: the local host cannot tell. */
type Predicate = (facts: Facts, parameters: Parameters) => boolean | undefined;

const isAdmin: Predicate = ({ user }) => user?.admin === true;
const isSignedIn: Predicate = ({ user }) => user !== undefined;
const always: Predicate = () => true;
const mayDo: Predicate = ({ user }, { permission }) => {
  const name = String(permission);
  // Confluence has names of its own for reading and changing.
  if (/^(?:view|browse)/i.test(name)) return true;
  if (user === undefined) return false;
  if (/^(?:edit|create|comment|remove_own)/i.test(name)) return true;
  return isKnownPermission(name) ? hasPermission(user, name) : /admin/i.test(name) ? user.admin : undefined;
};

/**
 * The common conditions. The others are listed on the overview as not evaluated.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/condition-reference/
 */
const CONDITIONS: Readonly<Record<string, Predicate>> = {
  user_is_logged_in: isSignedIn,
  user_can_use_confluence: isSignedIn,
  user_is_admin: isAdmin,
  user_is_sysadmin: isAdmin,
  user_is_project_admin: isAdmin,
  user_is_confluence_administrator: isAdmin,
  is_admin_mode: isAdmin,
  user_is_the_logged_in_user: ({ user, keys }) => user !== undefined && keys.profile === user.accountId,
  viewing_own_profile: ({ user, keys }) => user !== undefined && keys.profile === user.accountId,
  has_global_permission: mayDo,
  has_project_permission: mayDo,
  has_issue_permission: mayDo,
  has_space_permission: mayDo,
  has_page_permission: mayDo,
  has_content_permission: mayDo,
  has_attachment_permission: mayDo,
  create_content: isSignedIn,
  is_issue_editable: isSignedIn,
  can_attach_file_to_issue: isSignedIn,
  can_manage_attachments: isSignedIn,
  is_issue_assigned_to_current_user: ({ user, issue }) =>
    user !== undefined && issue?.assignee === user.accountId,
  is_issue_unresolved: ({ issue }) => issue !== undefined && issue.status !== 'Done',
  is_sub_task: () => false,
  has_selected_project: ({ project }) => project !== undefined,
  project_type: ({ project }, { projectTypeKey }) => project?.type === projectTypeKey,
  has_issue: ({ issue }) => issue !== undefined,
  has_page: ({ keys }) => keys.content !== undefined,
  has_space: ({ keys }) => keys.space !== undefined || keys.content !== undefined,
  viewing_content: ({ keys }) => keys.content !== undefined,
  has_attachment: ({ site, keys }) =>
    keys.content !== undefined && site.data.attachments(keys.content).length > 0,
  latest_version: always,
  not_personal_space: always,
  addon_is_licensed: always,
  can_use_application: always,
  linking_enabled: always,
  time_tracking_enabled: always,
  voting_enabled: always,
  watching_enabled: always,
  sub_tasks_enabled: always,
  entity_property_exists: (facts, parameters) => readProperty(facts, parameters) !== undefined,
  entity_property_equal_to: (facts, parameters) =>
    JSON.stringify(readProperty(facts, parameters)) === canonical(parameters['value']),
  addon_property_exists: ({ site, appKey }, { propertyKey }) =>
    site.data.properties(`app/${appKey}`).has(String(propertyKey)),
  addon_property_equal_to: ({ site, appKey }, { propertyKey, value }) =>
    JSON.stringify(site.data.properties(`app/${appKey}`).get(String(propertyKey))) === canonical(value),
};

/** The result of a module's conditions. */
export interface ConditionResult {
  readonly holds: boolean;
  /** The condition that does not hold. */
  readonly failing?: string;
  /** Conditions that the local host does not evaluate, and takes as true. */
  readonly unevaluated: readonly string[];
}

/** Evaluates the `conditions` of a module: all must hold. Nested `and`, `or` and `invert` are understood. */
export function evaluateConditions(conditions: unknown, subject: ConditionSubject): ConditionResult {
  const unevaluated: string[] = [];
  const facts = gatherFacts(subject);
  const evaluate = (condition: unknown): boolean | undefined => {
    if (!isRecord(condition)) return true;
    const { and, or, invert, condition: name, params } = condition;
    if (and !== undefined) return all(listOf(and).map(evaluate));
    if (or !== undefined) return any(listOf(or).map(evaluate));
    const text = String(name);
    const predicate = Object.hasOwn(CONDITIONS, text) ? CONDITIONS[text] : undefined;
    const result = predicate?.(facts, isRecord(params) ? params : {});
    if (result === undefined) unevaluated.push(text.slice(0, 100));
    return result === undefined ? undefined : result !== isTrue(invert);
  };
  const failing = listOf(conditions).find((condition) => evaluate(condition) === false);
  return {
    holds: failing === undefined,
    ...(failing !== undefined && { failing: nameOf(failing) }),
    unevaluated,
  };
}

function gatherFacts({ site, installation, keys }: ConditionSubject): Facts {
  const issue = keys.issue === undefined ? undefined : site.data.findIssue(keys.issue);
  return {
    site,
    appKey: installation.descriptor.key,
    keys,
    user: site.signedIn,
    issue,
    project: issue ? site.data.projectOf(issue) : site.data.findProject(keys.project),
  };
}

/** The value of the property of an issue, project, page or the app that the parameters name. */
function readProperty({ site, issue, project, keys }: Facts, parameters: Parameters): unknown {
  const { entity, propertyKey, objectName } = parameters;
  const owners: Readonly<Record<string, string | undefined>> = {
    issue: issue && `issue/${issue.id}`,
    project: project && `project/${project.id}`,
    content: keys.content && `content/${keys.content}`,
  };
  const owner = owners[String(entity)];
  const value = owner === undefined ? undefined : site.data.properties(owner).get(String(propertyKey));
  return (typeof objectName === 'string' ? objectName : '')
    .split('.')
    .filter((name) => name !== '')
    .reduce<unknown>((part, name) => (isRecord(part) ? part[name] : undefined), value);
}

/** Parameters of conditions are texts, also where they mean a number, a list or an object. */
function canonical(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return JSON.stringify(value);
  }
}

/** One that is false decides; one that is unknown does not. */
function all(results: readonly (boolean | undefined)[]): boolean | undefined {
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
}

function any(results: readonly (boolean | undefined)[]): boolean | undefined {
  return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
}

function nameOf(condition: unknown): string {
  if (!isRecord(condition)) return '';
  const { condition: name, invert, and, or } = condition;
  const nested = listOf(and ?? or);
  return nested.length > 0
    ? nested.map(nameOf).join(and === undefined ? ' or ' : ' and ')
    : `${isTrue(invert) ? 'not ' : ''}${String(name).slice(0, 100)}`;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];
}

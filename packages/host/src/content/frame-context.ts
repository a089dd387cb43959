import type { ClaimSet } from '@authbeat/core';
import type { SiteData } from './site-data.ts';

/** The products that a site stands in for. */
export const PRODUCTS = ['jira', 'confluence'] as const;
export type Product = (typeof PRODUCTS)[number];

/** Where a frame stands, named by keys and ids. An issue implies its project, and a page its space. */
export interface ContextKeys {
  /** The key of an issue, such as `AB-1`. */
  readonly issue?: string;
  /** The key of a project, such as `AB`. */
  readonly project?: string;
  /** The key of a space of Confluence, such as `DOC`. */
  readonly space?: string;
  /** The id of a page of Confluence, such as `20001`. */
  readonly content?: string;
  /** The account id of the user whose profile is shown. */
  readonly profile?: string;
  /** The id of a dashboard item. */
  readonly dashboardItem?: string;
  /** The id of a macro in a page of Confluence. */
  readonly macro?: string;
  /** The id of an attachment. */
  readonly attachment?: string;
}

/** The parameter of a page's address for each key. The names are those of the placeholders in module URLs. */
export const CONTEXT_PARAMETERS: Readonly<Record<keyof ContextKeys, string>> = {
  issue: 'issue.key',
  project: 'project.key',
  space: 'space.key',
  content: 'content.id',
  profile: 'profileUser.accountId',
  dashboardItem: 'dashboardItem.id',
  macro: 'macro.id',
  attachment: 'attachment.id',
};

const DASHBOARD = { id: '10300', view: 'default' };

/** Keeps the keys of a context, which must be texts. */
export function readContextKeys(fields: Readonly<Record<string, unknown>>): ContextKeys {
  const keys = Object.keys(CONTEXT_PARAMETERS).flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(keys);
}

/** Reads the context that the address of a page names. `undefined` where it names none. */
export function contextOfAddress(parameters: URLSearchParams): ContextKeys | undefined {
  const named = Object.entries(CONTEXT_PARAMETERS).flatMap(([name, parameter]) => {
    const value = parameters.get(parameter);
    return value === null ? [] : [[name, value] as const];
  });
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/** The parameters of a page's address that name a context, with their `?`. */
export function contextQuery(keys: ContextKeys): string {
  const values: Readonly<Record<string, string | undefined>> = { ...keys };
  const parameters = Object.entries(CONTEXT_PARAMETERS).flatMap(([name, parameter]): [string, string][] => {
    const value = values[name];
    return value === undefined ? [] : [[parameter, value]];
  });
  return parameters.length > 0 ? `?${new URLSearchParams(parameters).toString()}` : '';
}

/** Where a frame stands: in context tokens, and from `AP.context.getContext()`, below the name of the product. */
export type ProductContext = ClaimSet;

/** Describes a context as tokens carry it. */
export function describeContext(data: SiteData, keys: ContextKeys): ProductContext {
  const { issue, project, page, space, macro } = findParts(data, keys);
  return {
    ...(issue && { issue: { id: issue.id, key: issue.key, issuetype: { id: issue.type.id } } }),
    ...(project && { project: { id: project.id, key: project.key } }),
    ...(page && { content: { id: page.id, type: 'page', version: String(page.version) } }),
    ...(space && { space: { id: space.id, key: space.key } }),
    ...(macro && { macro: { id: macro.id, hash: macro.id, outputType: 'display' } }),
    ...(keys.dashboardItem !== undefined && {
      dashboard: { id: DASHBOARD.id },
      dashboardItem: { id: keys.dashboardItem },
    }),
  };
}

/** The values of the placeholders in module URLs. */
export function variablesOf(data: SiteData, keys: ContextKeys): Readonly<Record<string, string>> {
  const { issue, project, page, space, macro, attachment } = findParts(data, keys);
  return {
    ...(macro && macro.parameters),
    ...(issue && { 'issue.id': issue.id, 'issue.key': issue.key, 'issuetype.id': issue.type.id }),
    ...(project && { 'project.id': project.id, 'project.key': project.key }),
    ...(page && {
      'page.id': page.id,
      'page.title': page.title,
      'page.type': 'page',
      'page.version': String(page.version),
      'content.id': page.id,
      'content.type': 'page',
      'content.version': String(page.version),
    }),
    ...(space && { 'space.id': space.id, 'space.key': space.key }),
    ...(macro && {
      'macro.id': macro.id,
      'macro.hash': macro.id,
      'macro.body': macro.body,
      'macro.truncated': 'false',
      'output.type': 'display',
    }),
    ...(attachment && {
      'attachment.id': attachment.id,
      'attachment.name': attachment.name,
      'attachment.mediaType': attachment.mediaType,
    }),
    ...(keys.profile !== undefined && { 'profileUser.accountId': keys.profile }),
    ...(keys.dashboardItem !== undefined && {
      'dashboard.id': DASHBOARD.id,
      'dashboardItem.id': keys.dashboardItem,
      'dashboardItem.viewType': DASHBOARD.view,
    }),
  };
}

function findParts(data: SiteData, keys: ContextKeys) {
  const issue = keys.issue === undefined ? undefined : data.findIssue(keys.issue);
  const page = keys.content === undefined ? undefined : data.findPage(keys.content);
  return {
    issue,
    page,
    project: issue ? data.projectOf(issue) : data.findProject(keys.project),
    space: data.findSpace(page?.space ?? keys.space),
    macro: keys.macro === undefined ? undefined : data.macros.get(keys.macro),
    attachment: keys.attachment === undefined ? undefined : data.findAttachment(keys.attachment),
  };
}

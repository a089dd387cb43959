import { isRecord } from '@authbeat/core';
import type { Issue, Project } from '../../content/issues.ts';
import type { Comment } from '../../content/site-data.ts';
import { describeFile } from '../describe-file.ts';
import { pageByOffset } from '../paging.ts';
import { CallRefusal, notFound } from '../refusal.ts';
import type { Resource, RestCall } from '../resource.ts';
import { describeUser } from './users.ts';

export const ISSUE_RESOURCES: readonly Resource[] = [
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/project\/search$/,
    scope: 'READ',
    respond: (call) => ({
      value: pageByOffset(
        call.site.data.projects.map((project) => describeProject(project, call)),
        call.query,
        'values',
      ),
    }),
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/project\/([^/]+)$/,
    scope: 'READ',
    respond(call) {
      const project = call.site.data.findProject(call.path[0]);
      if (!project) throw notFound('project');
      return { value: describeProject(project, call) };
    },
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/issue\/([^/]+)$/,
    scope: 'READ',
    respond: (call) => ({ value: describeIssue(issueOf(call), call) }),
  },
  {
    method: 'PUT',
    pattern: /^\/rest\/api\/[23]\/issue\/([^/]+)$/,
    scope: 'WRITE',
    respond(call) {
      const { id } = issueOf(call);
      call.site.data.updateIssue(id, readChanges(call.body));
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/issue\/([^/]+)\/comment$/,
    scope: 'READ',
    respond(call) {
      const comments = call.site.data.comments(issueOf(call).id);
      return {
        value: pageByOffset(
          comments.map((comment) => describeComment(comment, call)),
          call.query,
          'comments',
        ),
      };
    },
  },
  {
    method: 'POST',
    pattern: /^\/rest\/api\/[23]\/issue\/([^/]+)\/comment$/,
    scope: 'WRITE',
    respond(call) {
      const { body, site, caller } = call;
      const { id } = issueOf(call);
      if (!isRecord(body) || body['body'] === undefined) throw new CallRefusal(400, 'body: It is missing.');
      const comment = site.data.addComment(id, caller.user?.accountId, body['body']);
      return { status: 201, value: describeComment(comment, call) };
    },
  },
];

/** An issue in the form of Jira, with the fields that the query names. */
export function describeIssue(
  issue: Issue,
  call: RestCall,
  chosen = call.query.get('fields'),
): Record<string, unknown> {
  const { site } = call;
  const assignee = site.users.find(({ accountId }) => accountId === issue.assignee);
  const fields: Record<string, unknown> = {
    summary: issue.summary,
    description: issue.description.join('\n'),
    status: { name: issue.status },
    priority: { name: issue.priority },
    issuetype: { ...issue.type, subtask: false },
    project: describeProject(call.site.data.projectOf(issue), call),
    labels: issue.labels,
    assignee: assignee && describeUser(assignee, call),
    attachment: site.data.attachments(issue.id).map((file) => describeFile(file, call)),
  };
  const names = chosen?.split(',').map((name) => name.trim()) ?? ['*all'];
  const shown = names.some((name) => name === '*all' || name === '*navigable')
    ? Object.entries(fields)
    : Object.entries(fields).filter(([name]) => names.includes(name));
  return {
    id: issue.id,
    key: issue.key,
    self: `${site.hostBaseUrl}/rest/api/3/issue/${issue.id}`,
    fields: Object.fromEntries(shown),
  };
}

/** @throws {CallRefusal} 404 */
export function issueOf({ site, path: [keyOrId = ''] }: RestCall): Issue {
  const issue = site.data.findIssue(keyOrId);
  if (!issue) throw notFound('issue');
  return issue;
}

function describeProject({ id, key, name, type }: Project, { site }: RestCall): Record<string, unknown> {
  return {
    id,
    key,
    name,
    projectTypeKey: type,
    self: `${site.hostBaseUrl}/rest/api/3/project/${id}`,
  };
}

function describeComment({ id, author, body }: Comment, call: RestCall): Record<string, unknown> {
  const user = call.site.users.find(({ accountId }) => accountId === author);
  return { id, author: describeUser(user, call), body };
}

/** @throws {CallRefusal} 400 */
function readChanges(body: unknown): { summary?: string; labels?: readonly string[] } {
  const fields = isRecord(body) && isRecord(body['fields']) ? body['fields'] : {};
  const { summary, labels, ...others } = fields;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new CallRefusal(400, `${other}: The local host changes \`summary\` and \`labels\` only.`);
  if (summary !== undefined && typeof summary !== 'string')
    throw new CallRefusal(400, 'summary: It must be text.');
  if (labels !== undefined && !isTextList(labels))
    throw new CallRefusal(400, 'labels: It must be a list of texts.');
  return { ...(summary !== undefined && { summary }), ...(labels !== undefined && { labels }) };
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

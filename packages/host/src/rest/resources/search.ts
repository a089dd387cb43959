import { isRecord } from '@authbeat/core';
import type { Issue } from '../../content/issues.ts';
import type { SiteData } from '../../content/site-data.ts';
import { numberOf, pageByToken } from '../paging.ts';
import { CallRefusal } from '../refusal.ts';
import type { Resource, RestCall, RestResult } from '../resource.ts';
import { describeIssue } from './issues.ts';

export const SEARCH_RESOURCES: readonly Resource[] = [
  {
    method: 'GET',
    pattern: /^\/rest\/api\/[23]\/search\/jql$/,
    scope: 'READ',
    respond: (call) => search(call, Object.fromEntries(call.query)),
  },
  {
    method: 'POST',
    pattern: /^\/rest\/api\/[23]\/search\/jql$/,
    scope: 'READ',
    respond: (call) => search(call, isRecord(call.body) ? call.body : {}),
  },
];

function search(
  call: RestCall,
  { jql, fields = 'id', maxResults, nextPageToken }: Record<string, unknown>,
): RestResult {
  const matches = parseJql(textOf(jql), call.site.data);
  const names = Array.isArray(fields) ? fields.join(',') : textOf(fields);
  const issues = call.site.data.issues.filter(matches).map((issue) => describeIssue(issue, call, names));
  const size = numberOf(textOf(maxResults), 50);
  return {
    value: pageByToken(
      issues,
      { token: nextPageToken === undefined ? undefined : textOf(nextPageToken), size },
      'issues',
    ),
  };
}

const TERM =
  /^(project|key|issuekey|issue|status|assignee|labels|priority|issuetype|summary|text)\s*(=|!=|~|in)\s*(.+)$/i;

/**
 * A small part of JQL: terms of one field, joined by AND, and an ORDER BY, which changes nothing.
 *
 * @throws {CallRefusal} 400 for everything else, with the term
 */
function parseJql(jql: string, data: SiteData): (issue: Issue) => boolean {
  const [condition = ''] = jql.split(/\border\s+by\b/i);
  const terms = condition
    .split(/\sAND\s/i)
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => {
      const [, field = '', operator = '', value = ''] = TERM.exec(term) ?? [];
      if (field === '')
        throw new CallRefusal(400, `The local host does not understand the JQL "${term.slice(0, 100)}".`);
      const values = value
        .replace(/^\((.*)\)$/s, '$1')
        .split(',')
        .map((item) =>
          item
            .trim()
            .replaceAll(/^["']|["']$/g, '')
            .toLowerCase(),
        );
      return (issue: Issue): boolean =>
        compare(valuesOf(issue, field.toLowerCase(), data), operator.toLowerCase(), values);
    });
  return (issue) => terms.every((matches) => matches(issue));
}

function compare(own: readonly string[], operator: string, values: readonly string[]): boolean {
  const isEqual = own.some((value) => values.includes(value.toLowerCase()));
  if (operator === '~')
    return own.some((value) => values.every((part) => value.toLowerCase().includes(part)));
  return operator === '!=' ? !isEqual : isEqual;
}

function valuesOf(issue: Issue, field: string, data: SiteData): readonly string[] {
  const { key, id, status, assignee, labels, priority, type, summary, description } = issue;
  const project = data.projectOf(issue);
  const fields: Readonly<Record<string, readonly string[]>> = {
    project: [project.key, project.id, project.name],
    status: [status],
    assignee: [assignee],
    labels,
    priority: [priority],
    issuetype: [type.name, type.id],
    summary: [summary],
    text: [summary, ...description],
  };
  return fields[field] ?? [key, id];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

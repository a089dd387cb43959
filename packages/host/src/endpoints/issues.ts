import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

const MAX_ISSUES = 1000;
const TASK = { id: '10103', name: 'Task' };

/** Serves what `AP.jira.openIssueDialog()` shows. */
export function readIssue({ site }: SiteRequest, { issue: key }: RequestFields): HostResponse {
  const issue = site.data.findIssue(String(key));
  if (!issue) return refusal(404, 'issue_unknown', 'The site has no such issue.');
  return json({ key: issue.key, summary: issue.summary, status: issue.status });
}

/** Creates the issue of `AP.jira.openCreateIssueDialog()`. */
export function createIssue({ site }: SiteRequest, { project, summary }: RequestFields): HostResponse {
  const found = site.data.findProject(String(project));
  const user = site.signedIn;
  if (!found || typeof summary !== 'string' || summary.trim() === '')
    return refusal(400, 'request_malformed', 'An issue needs a project of the site and a summary.');
  if (!user) return refusal(403, 'signed_out', 'No user is signed in to the host.');
  if (site.data.issues.length >= MAX_ISSUES)
    return refusal(400, 'too_many_issues', `The local host keeps ${MAX_ISSUES} issues at most.`);
  const { id, key } = site.data.createIssue(found.key, summary.slice(0, 255), TASK, user.accountId);
  return json({ id, key, fields: { summary } });
}

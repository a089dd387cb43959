import { trustAccountId, type Authbeat, type HostApi } from '@authbeat/server';
import { getIssue, searchAndReconsileIssuesUsingJql } from 'jira.js/cloud';
import type { Client } from 'jira.js/core';
import createClient from 'openapi-fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApp } from '../examples/issue-panel/src/descriptor.ts';
import { resolveLocalhost } from './harness/resolve-localhost.ts';
import { startSystem, type System } from './harness/system.ts';

const SCOPES = ['READ', 'WRITE', 'DELETE', 'ACT_AS_USER'];

/** As docs/server/host-calls.md shows it. */
function toJiraClient(host: HostApi): Client {
  return {
    async sendRequest({ url, method = 'GET', searchParams, body, headers }) {
      const parameters = Object.entries(searchParams ?? {}).flatMap(([name, value]) =>
        (Array.isArray(value) ? value : [value])
          .filter((item) => item !== undefined && item !== null)
          .map((item) => [name, String(item)]),
      );
      return host.json(`${url}?${new URLSearchParams(parameters).toString()}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    },
  };
}

describe('an app that calls the local host', () => {
  let system: System;
  let authbeat: Authbeat;
  let host: HostApi;
  beforeAll(async () => {
    resolveLocalhost();
    system = await startSystem({
      describe: (baseUrl) => ({ ...describeApp(baseUrl), scopes: SCOPES }),
      extend(_app, parts) {
        ({ authbeat } = parts);
      },
    });
    host = authbeat.host(system.host.site.clientKey);
  });
  afterAll(async () => {
    await system.close();
  });

  it('reads, writes and pages as itself', async () => {
    expect(await host.json('/rest/api/3/myself')).toMatchObject({ accountType: 'app' });
    const summaries: string[] = [];
    const search = new URLSearchParams({
      jql: 'project = "AB" ORDER BY key',
      fields: 'summary',
      maxResults: '2',
    });
    for await (const issue of host.paginate<{ key: string }>(`/rest/api/3/search/jql?${search.toString()}`))
      summaries.push(issue.key);
    expect(summaries).toEqual(['AB-1', 'AB-2', 'AB-3']);
    const pages: string[] = [];
    for await (const page of host.paginate<{ title: string }>('/wiki/api/v2/pages?limit=2'))
      pages.push(page.title);
    expect(pages).toHaveLength(5);
    for (const text of ['one', 'two', 'three']) {
      await host.json('/rest/api/3/issue/AB-1/comment', {
        method: 'POST',
        body: JSON.stringify({ body: text }),
      });
    }
    const comments: string[] = [];
    for await (const comment of host.paginate<{ body: string }>(
      '/rest/api/3/issue/AB-1/comment?maxResults=2',
    ))
      comments.push(comment.body);
    expect(comments).toEqual(['one', 'two', 'three']);
    const settings = '/rest/atlassian-connect/1/addons/issue-panel/properties/settings';
    await host.json(settings, { method: 'PUT', body: '{"colour":"blue"}' });
    expect(await host.json(settings)).toMatchObject({ value: { colour: 'blue' } });
  });

  it('acts as a user', async () => {
    const ben = host.asUser(trustAccountId('712020:ben'));
    expect(await ben.json('/rest/api/3/myself')).toMatchObject({ displayName: 'Ben Sato' });
    system.clock.advance(840);
    expect(await ben.json('/rest/api/3/myself')).toMatchObject({ accountId: '712020:ben' });
    await expect(host.asUser(trustAccountId('712020:stranger')).fetch('/rest')).rejects.toThrow(
      '`sub` must be',
    );
  });

  it('knows what users may do', async () => {
    const may = async (accountId: string, project: string): Promise<boolean> => {
      const context = { jira: { project: { id: '10000' }, issue: { id: '10001' } } };
      const principal = {
        tenantId: system.host.site.clientKey,
        accountId: trustAccountId(accountId),
        context,
      };
      return authbeat.hasPermission(principal, { project: [project] });
    };
    expect(await may('712020:ada', 'ADMINISTER_PROJECTS')).toBe(true);
    expect(await may('712020:ben', 'ADMINISTER_PROJECTS')).toBe(false);
    expect(await may('712020:ben', 'EDIT_ISSUES')).toBe(true);
  });

  it('says why the host refuses', async () => {
    await expect(host.json('/rest/api/3/issue/AB-9')).rejects.toThrow(
      'The host refused the request. (GET /rest/api/3/issue/AB-9; status 404; There is no such issue',
    );
    await expect(host.json('/rest/api/3/dashboard')).rejects.toThrow(
      'does not simulate /rest/api/3/dashboard',
    );
  });

  it('uses clients of others with our fetch', async () => {
    const jira = toJiraClient(host);
    expect((await getIssue(jira, { issueIdOrKey: 'AB-2', fields: ['summary'] })).key).toBe('AB-2');
    const { issues } = await searchAndReconsileIssuesUsingJql(jira, {
      jql: 'status = Done',
      fields: ['summary'],
    });
    expect(issues?.map(({ key }) => key)).toEqual(['AB-3']);
    const client = createClient<{
      '/rest/api/3/myself': {
        get: { responses: { 200: { content: { 'application/json': { displayName: string } } } } };
      };
    }>({ baseUrl: system.host.hostBaseUrl, fetch: host.fetch });
    const { data } = await client.GET('/rest/api/3/myself');
    expect(data?.displayName).toBe('Issue panel');
  });

  it('makes no call after an uninstall', async () => {
    const ben = host.asUser(trustAccountId('712020:ben'));
    await ben.fetch('/rest/api/3/myself');
    await system.installation.uninstall();
    for (const api of [host, ben])
      await expect(api.fetch('/rest/api/3/myself')).rejects.toMatchObject({ code: 'host_tenant_unknown' });
  });
});

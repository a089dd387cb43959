import { describe, expect, it } from 'vitest';
import type { AuthbeatRequest, PermissionQuery, RequiredPermissions, Verdict } from '../../src/index.ts';
import { startApp } from '../support/app.ts';
import { judge, startRestHost, type RestRequest, type RestResponse } from '../support/rest-host.ts';

const CONTEXT = { jira: { issue: { id: '10', key: 'AB-1' }, project: { id: '20', key: 'AB' } } };
const PAGE = { confluence: { content: { id: 'c-1' }, space: { id: '3', key: 'S' } } };
const GRANTED = {
  globalPermissions: ['ADMINISTER', 'OTHER'],
  projectPermissions: [
    { permission: 'EDIT', projects: [20], issues: [10] },
    { permission: 'ADMIN', projects: [20], issues: [10] },
    { permission: 'HALF', projects: [20], issues: [11] },
  ],
};

const REQUEST: AuthbeatRequest = {
  method: 'GET',
  url: '/api',
  header: () => undefined,
  body: async () => ({ state: 'aborted' }),
};

/** An app, a host whose responses the test makes, and a principal with a context. */
async function startPermissions(
  respond: (request: RestRequest) => RestResponse | undefined,
  context: object = CONTEXT,
  claims: Record<string, unknown> = {},
) {
  const rest = await startRestHost(respond);
  const app = await startApp({ hostTimeout: 0.5 });
  const site = await app.installedSite('tenant-a', rest.origin);
  const token = site.sign({ qsh: 'context-qsh', context }, { claims });
  const verdict = await app.authbeat.api({ accept: ['context'] })({
    ...REQUEST,
    header: (name) => (name === 'authorization' ? `JWT ${token}` : undefined),
  });
  if (!verdict.admitted) throw new Error(verdict.response.body);
  const { principal } = verdict;
  const guard = async (required: RequiredPermissions): Promise<string> =>
    codeOf(await app.authbeat.permission(required)(principal, REQUEST));
  return { app, site, rest, principal, guard };
}

function codeOf(verdict: Verdict): string {
  if (verdict.admitted) return 'admitted';
  const { code } = JSON.parse(verdict.response.body) as { code: string };
  return `${verdict.response.status} ${code}`;
}

describe('a required permission', () => {
  it.each<[string, PermissionQuery, boolean]>([
    ['a global one', { global: ['ADMINISTER'] }, true],
    ['a global one that is lacking', { global: ['ADMINISTER', 'SYSTEM'] }, false],
    ['several in project and issue', { project: ['EDIT', 'ADMIN'] }, true],
    ['one that is lacking among several', { project: ['EDIT', 'DELETE'] }, false],
    ['one for another issue', { project: ['HALF'] }, false],
    ['one for another issue, which is named', { project: ['HALF'], projectId: '20', issueId: '11' }, true],
    ['one in a project that is named', { project: ['EDIT'], projectId: '20' }, true],
    ['one in another project', { project: ['EDIT'], projectId: '21' }, false],
    ['of both kinds', { global: ['ADMINISTER'], project: ['ADMIN'] }, true],
    ['of both kinds, one lacking', { global: ['SYSTEM'], project: ['ADMIN'] }, false],
  ])('is asked of Jira: %s', async (_, query, expected) => {
    const { app, site, rest, principal } = await startPermissions(() => ({ body: GRANTED }));
    expect(await app.authbeat.hasPermission(principal, query)).toBe(expected);
    const [request] = rest.requests;
    expect(request && judge(request, site.secret, site.url)['iss']).toBe('issue-panel');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      accountId: 'alice',
      globalPermissions: query.global ?? [],
    });
  });

  it('is asked with the place as numbers', async () => {
    const { app, rest, principal } = await startPermissions(() => ({ body: GRANTED }));
    await app.authbeat.hasPermission(principal, { project: ['EDIT'] });
    expect(JSON.parse(rest.requests[0]?.body ?? '')).toEqual({
      accountId: 'alice',
      globalPermissions: [],
      projectPermissions: [{ permissions: ['EDIT'], projects: [20], issues: [10] }],
    });
  });

  it.each<[string, RequiredPermissions, RestResponse, boolean]>([
    ['the content', { content: 'update' }, { body: { hasPermission: true } }, true],
    ['the content, denied', { content: 'update' }, { body: { hasPermission: false } }, false],
    ['the content, with errors', { content: 'read' }, { body: { hasPermission: true, errors: [{}] } }, false],
    ['the content, with another type', { content: 'read' }, { body: { hasPermission: 'true' } }, false],
    [
      'the site',
      { application: ['administer'] },
      { body: { operations: [{ operation: 'administer', targetType: 'application' }] } },
      true,
    ],
    [
      'the site, for a space only',
      { application: ['administer'] },
      { body: { operations: [{ operation: 'administer', targetType: 'space' }] } },
      false,
    ],
  ])('is asked of Confluence: %s', async (_, required, response, expected) => {
    const { app, rest, principal } = await startPermissions(() => response, PAGE);
    expect(await app.authbeat.hasPermission(principal, required)).toBe(expected);
    expect(rest.requests.map(({ url }) => url)).toEqual([
      required.content === undefined
        ? '/rest/api/user?accountId=alice&expand=operations'
        : '/rest/api/content/c-1/permission/check',
    ]);
  });

  it.each<[string, object, Record<string, unknown>, RequiredPermissions]>([
    ['a user who is not signed in', CONTEXT, { sub: undefined }, { global: ['ADMINISTER'] }],
    ['a context without a place', {}, {}, { project: ['EDIT'] }],
    ['a project that is no number', { jira: { project: { id: '20/../x' } } }, {}, { project: ['EDIT'] }],
    ['content whose id is a path', { confluence: { content: { id: '../../x' } } }, {}, { content: 'read' }],
    ['Confluence in a page of Jira', CONTEXT, {}, { content: 'read' }],
  ])('is refused without a call for %s', async (_, context, claims, required) => {
    const { rest, guard } = await startPermissions(() => ({ body: GRANTED }), context, claims);
    expect(await guard(required)).toBe('403 permission_missing');
    expect(rest.requests).toEqual([]);
  });

  it.each<[string, RestResponse | undefined, string]>([
    ['refuses', { status: 403 }, '503 unavailable'],
    ['fails', { status: 500, body: GRANTED }, '503 unavailable'],
    ['is silent', undefined, '503 unavailable'],
    ['sends no JSON', { body: '<html>' }, '503 unavailable'],
    ['sends nonsense', { body: [GRANTED] }, '403 permission_missing'],
    ['sends nothing', { status: 204 }, '403 permission_missing'],
    ['sends lists of another kind', { body: { globalPermissions: 'ADMINISTER' } }, '403 permission_missing'],
  ])('is not granted when the host %s', async (_, response, expected) => {
    const { app, guard } = await startPermissions(() => response);
    expect(await guard({ global: ['ADMINISTER'] })).toBe(expected);
    expect(app.events.filter(({ type }) => type === 'refused' || type === 'failed')).toMatchObject([
      { door: 'permission' },
    ]);
  });

  it('is remembered for five seconds, once for requests at the same time, and for nothing else', async () => {
    const { app, rest, principal, guard } = await startPermissions(() => ({ body: GRANTED }));
    const edit = { project: ['EDIT'] };
    expect(await Promise.all([guard(edit), guard(edit)])).toEqual(['admitted', 'admitted']);
    app.clock.pass(4);
    expect(await guard(edit)).toBe('admitted');
    expect(rest.requests).toHaveLength(1);
    expect(await guard({ project: ['DELETE'] })).toBe('403 permission_missing');
    await app.authbeat.hasPermission(principal, { ...edit, issueId: '11' });
    await app.installedSite('tenant-b', rest.origin);
    await app.authbeat.hasPermission({ ...principal, tenantId: 'tenant-b' }, edit);
    expect(rest.requests).toHaveLength(4);
    app.clock.pass(2);
    expect(await guard(edit)).toBe('admitted');
    expect(rest.requests).toHaveLength(5);
    app.clock.pass(-60);
    expect(await guard(edit)).toBe('admitted');
    app.clock.pass(6);
    expect(await guard(edit)).toBe('admitted');
    expect(rest.requests.length).toBeGreaterThan(5);
  });

  it('is asked again after a failure', async () => {
    let fails = true;
    const { guard } = await startPermissions(() => (fails ? { status: 500 } : { body: GRANTED }));
    expect(await guard({ global: ['ADMINISTER'] })).toBe('503 unavailable');
    fails = false;
    expect(await guard({ global: ['ADMINISTER'] })).toBe('admitted');
  });

  it('needs a guard in front that knows the user', async () => {
    const { authbeat } = await startApp();
    const verdict = await authbeat.permission({ global: ['ADMINISTER'] })(undefined, REQUEST);
    expect(codeOf(verdict)).toBe('503 unavailable');
  });

  it.each([[{}], [{ project: [] }], [{ project: [''] }], [{ global: 'ADMINISTER' }], [{ content: 'edit' }]])(
    'is a mistake as %j',
    async (required) => {
      const { authbeat } = await startApp();
      expect(() => authbeat.permission(required as RequiredPermissions)).toThrow('permissions must be');
    },
  );
});

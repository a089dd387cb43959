import type { Fixture } from '../fixtures/fixture.ts';
import { html, STANDARD_PARTS, tokenOf, type AppParts, type AppState } from '../fixtures/model-app.ts';
import type { AppRequest, Reply } from '../fixtures/serve.ts';
import { decodeToken, readHostClaims, verifyHs256, type HostClaims } from '@authbeat/core';

/**
 * Apps of the shapes that public ones have: the types of their modules, and what is special about them. They are
 * written from descriptions (see README.md) and share no code with those apps.
 */
export const SHAPES: Readonly<Record<string, Fixture>> = {
  'node-example': shape({
    modules: {
      generalPages: ['a', 'b', 'c'].map((key) => ({ key, url: `/${key}` })),
      webPanels: [{ key: 'panel', url: '/panel-view?issueKey={issue.key}' }],
      dialogs: [{ key: 'spa', url: '/spa' }],
      webhooks: ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted'].map((event) => ({
        event,
        url: `/hooks/${event.slice(5)}`,
      })),
    },
    open: { '/spa': SHELL() },
    admit: acceptingContextTokens,
    refuse: (request, refusal) =>
      request.target.includes('a.b.c') ? 'drop' : STANDARD_PARTS.refuse(request, refusal),
  }),
  'onlyoffice-confluence': shape({
    scopes: ['ACT_AS_USER'],
    modules: {
      generalPages: [
        {
          key: 'editor',
          url: '/editor?pageId={page.id}&attachmentId={attachment.id}&attachmentName={attachment.name}&mode={ac.mode}',
        },
      ],
      webItems: [
        {
          key: 'create',
          url: '/create?pageId={page.id}',
          location: 'system.content.button',
          context: 'page',
          target: { type: 'dialog', options: { chrome: false, size: 'x-large' } },
          conditions: [{ condition: 'has_page_permission' }],
        },
        {
          key: 'edit',
          url: 'editor',
          location: 'system.attachment',
          context: 'page',
          conditions: [{ condition: 'has_page_permission', invert: true }],
        },
      ],
      configurePage: { key: 'configure', url: '/configure' },
    },
    open: { '/create': html(200, '<h1>New document of ada@example.com</h1>') },
    admin: ['/configure'],
  }),
  'ace-template-4': shape({
    lifecycle: { installed: '/installed' },
    modules: {
      generalPages: [
        {
          key: 'hello',
          url: '/hello-world',
          location: 'system.top.navigation.bar',
          conditions: [{ condition: 'user_is_logged_in' }],
        },
      ],
    },
    admitLifecycle: () => true,
    refuse: () => html(401, 'Unauthorized'),
  }),
  'ace-template-11': shape({
    lifecycle: { installed: '/installed' },
    apiMigrations: { 'signed-install': true },
    modules: { generalPages: [{ key: 'hello', url: '/hello-world', location: 'system.top.navigation.bar' }] },
    refuse: () => html(401, 'Unauthorized'),
  }),
  'jira-example': shape({
    modules: {
      webItems: ['link', 'dialog', 'inlinedialog'].map((type) => ({
        key: type,
        context: 'addon',
        target: { type },
      })),
      webPanels: [{ key: 'right', url: '/right', location: 'atl.jira.view.issue.right.context' }],
      generalPages: [{ key: 'hello', url: '/hello', conditions: [{ condition: '/conditions/hello-world' }] }],
    },
    open: {
      '/conditions/hello-world': {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"shouldDisplay":true}',
      },
    },
  }),
  'pair-up': shape({
    modules: {
      jiraIssueGlances: [
        { key: 'glance', target: { type: 'web_panel', url: '/glance?issueKey={issue.key}' } },
      ],
      webhooks: [
        { event: 'jira:issue_updated', url: '/hooks/updated?issue={issue.key}&project={project.key}' },
      ],
    },
    open: { '/hooks/updated': { status: 204 } },
  }),
  'spira-panel': shape({
    scopes: ['read', 'write'],
    modules: {
      generalPages: ['one', 'two'].map((key) => ({ key, url: `/${key}` })),
      webPanels: [{ key: 'panel', url: '/spira?id={issue.id}', layout: { width: '10px', height: '10px' } }],
      jiraProjectAdminTabPanels: [{ key: 'admin', url: '/project-admin', location: 'projectgroup2' }],
    },
  }),
  'static-gadget': shape({
    authentication: { type: 'none' },
    lifecycle: {},
    modules: { jiraDashboardItems: [{ key: 'gadget', url: '/gadget?view={dashboardItem.viewType}' }] },
    open: { '/gadget': SHELL() },
  }),
  'mockup-panel': shape({
    authentication: { type: 'none' },
    lifecycle: {},
    modules: {
      jiraIssueContents: [{ key: 'button', target: { type: 'web_panel', url: '/mockup' } }],
      webPanels: [{ key: 'left', url: '/mockup', layout: { width: '100%', height: '400px' } }],
    },
    open: { '/mockup': SHELL() },
  }),
  'all-js-demo': shape({
    modules: { jiraProjectPages: [{ key: 'project', url: '/index.html?projectKey={project.key}' }] },
    open: { '/index.html': SHELL() },
    admitLifecycle: () => true,
  }),
  'bitbucket-template': shape({
    modules: {
      repoPages: [{ key: 'repo', url: '/repo?path={repo_path}' }],
      webPanels: [{ key: 'overview', url: '/overview', location: 'org.bitbucket.repository.overview' }],
      webItems: [{ key: 'web', url: 'https://example.org/' }],
      webhooks: [{ event: '*', url: '/hooks/all' }],
    },
    admitLifecycle: () => true,
  }),
  'course-skeleton': shape({
    lifecycle: {
      installed: '/installed',
      uninstalled: '/uninstalled',
      enabled: '/enabled',
      disabled: '/disabled',
    },
    apiMigrations: { 'signed-install': true },
    modules: {},
  }),
};

interface Shape extends Partial<Pick<AppParts, 'admit' | 'admitLifecycle' | 'refuse'>> {
  readonly modules: Readonly<Record<string, unknown>>;
  readonly authentication?: object;
  readonly lifecycle?: object;
  readonly apiMigrations?: object;
  readonly scopes?: readonly string[];
  /** What needs no token, by path. */
  readonly open?: Readonly<Record<string, Reply>>;
  /** Paths that only administrators may open. */
  readonly admin?: readonly string[];
}

function SHELL(): Reply {
  return html(200, '<div id="root"></div><script src="/app.js"></script>');
}

function shape({ open = {}, admin = [], admit, admitLifecycle, refuse, ...descriptor }: Shape): Fixture {
  const parts: AppParts = {
    ...STANDARD_PARTS,
    ...(admit && { admit }),
    ...(admitLifecycle && { admitLifecycle }),
    ...(refuse && { refuse }),
    descriptor: (standard) => ({ ...standard, ...descriptor }),
    other: (request, state) => respond(request, state, parts, { open, admin }),
  };
  return { parts };
}

/** Pages and webhooks at whatever path the descriptor names. */
function respond(
  request: AppRequest,
  state: AppState,
  parts: AppParts,
  { open, admin }: Required<Pick<Shape, 'open' | 'admin'>>,
): Reply {
  const free = open[request.path];
  if (free !== undefined) return free;
  const admitted = parts.admit(request, state, parts);
  if (typeof admitted === 'string') return parts.refuse(request, admitted);
  if (request.method === 'POST') return { status: 204 };
  return admin.includes(request.path) && !parts.mayAdminister(admitted)
    ? html(403, 'For administrators')
    : parts.page(request, admitted);
}

/** Verifies a token, but not that it was issued for this URL if it is a context token. */
function acceptingContextTokens(
  request: AppRequest,
  state: AppState,
  parts: AppParts,
): ReturnType<AppParts['admit']> {
  const token = tokenOf(request) ?? '';
  return readContextToken(token, state) ?? STANDARD_PARTS.admit(request, state, parts);
}

function readContextToken(token: string, state: AppState): HostClaims | undefined {
  try {
    const decoded = decodeToken(token);
    const claims = readHostClaims(decoded.claims);
    verifyHs256(decoded, state.tenants.get(claims.iss) ?? []);
    return claims.qsh === 'context-qsh' ? claims : undefined;
  } catch {
    return undefined;
  }
}

import { parseDescriptor } from '@authbeat/core';
import { describe, expect, it } from 'vitest';
import { describeSurface, MAX_ENTRY_POINTS, type Surface } from '../../src/surface/surface.ts';

const BASE = 'https://app.example.com/base';

function surfaceOf(
  modules: Record<string, unknown>,
  more: object = {},
  apis: readonly string[] = [],
): Surface {
  const descriptor = parseDescriptor({
    key: 'app',
    baseUrl: BASE,
    authentication: { type: 'jwt' },
    modules,
    ...more,
  });
  return describeSurface(descriptor, { apis });
}

function urlsOf(surface: Surface, role?: string): readonly string[] {
  return surface.entryPoints.filter((each) => !role || each.role === role).map(({ url }) => url);
}

describe('describeSurface', () => {
  it('finds URLs deep inside modules, and single modules', () => {
    const surface = surfaceOf({
      configurePage: { key: 'configure', url: 'configure' },
      dynamicContentMacros: [
        {
          key: 'macro',
          url: '/macro?page={page.id}',
          editor: { url: '/macro/editor' },
          renderModes: { pdf: { type: 'dynamic', url: '/macro/pdf' }, default: { url: '/macro/default' } },
          propertyPanel: { url: '/macro/properties' },
        },
      ],
    });
    expect(urlsOf(surface, 'page')).toEqual(
      [
        'configure',
        'macro?page=131073',
        'macro/editor',
        'macro/pdf',
        'macro/default',
        'macro/properties',
      ].map((path) => `${BASE}/${path}`),
    );
  });

  it('leaves pictures, manuals and templates alone', () => {
    const surface = surfaceOf({
      jiraIssueContents: [
        {
          key: 'button',
          icon: { url: '/icon.png' },
          target: { type: 'web_panel', url: '/panel' },
        },
      ],
      staticContentMacros: [
        {
          key: 'm',
          url: '/m',
          documentation: { url: '/docs' },
          imagePlaceholder: { url: '/placeholder.png' },
        },
      ],
      blueprints: [{ key: 'b', template: { url: '/template.xml' } }],
    });
    expect(urlsOf(surface)).toEqual([`${BASE}/panel`, `${BASE}/m`]);
    expect(surface.entryPoints[0]?.opensLate).toBe(true);
  });

  it('distinguishes webhooks, lifecycle calls, conditions and APIs from pages', () => {
    const surface = surfaceOf(
      {
        webhooks: [{ event: 'jira:issue_updated', url: '/webhook?issue={issue.id}' }],
        jiraWorkflowPostFunctions: [{ key: 'f', view: { url: '/view' }, triggered: { url: '/triggered' } }],
        webPanels: [
          {
            key: 'p',
            url: '/panel',
            conditions: [{ or: [{ condition: '/may-see' }, { condition: 'user_is_logged_in' }] }],
          },
        ],
      },
      { lifecycle: { installed: '/installed', disabled: '/disabled' } },
      ['/api/notes'],
    );
    expect(urlsOf(surface, 'webhook')).toEqual([`${BASE}/webhook?issue=10001`, `${BASE}/triggered`]);
    expect(urlsOf(surface, 'lifecycle')).toEqual([`${BASE}/installed`, `${BASE}/disabled`]);
    expect(urlsOf(surface, 'condition')).toEqual([`${BASE}/may-see`]);
    expect(urlsOf(surface, 'api')).toEqual([`${BASE}/api/notes`]);
    expect(urlsOf(surface, 'page')).toEqual([`${BASE}/view`, `${BASE}/panel`]);
  });

  it.each([
    ['an admin module', 'adminPages', [], true],
    ['a condition', 'generalPages', [{ condition: 'user_is_admin' }], true],
    [
      'a condition among others',
      'generalPages',
      [{ condition: 'a' }, { condition: 'user_is_sysadmin' }],
      true,
    ],
    [
      'every alternative',
      'generalPages',
      [{ or: [{ condition: 'user_is_admin' }, { condition: 'user_is_sysadmin' }] }],
      true,
    ],
    [
      'one alternative',
      'generalPages',
      [{ or: [{ condition: 'user_is_admin' }, { condition: 'a' }] }],
      false,
    ],
    [
      'a permission',
      'webItems',
      [{ condition: 'has_global_permission', params: { permission: 'ADMINISTER' } }],
      true,
    ],
    [
      'another permission',
      'webItems',
      [{ condition: 'has_project_permission', params: { permission: 'BROWSE' } }],
      false,
    ],
    [
      'the condition of Confluence',
      'generalPages',
      [{ condition: 'user_is_confluence_administrator' }],
      true,
    ],
    ['an inverted condition', 'generalPages', [{ condition: 'user_is_admin', invert: true }], false],
    ['nothing', 'generalPages', [], false],
  ])('knows by %s whether a page is for administrators', (_, type, conditions, adminOnly) => {
    const surface = surfaceOf({ [type]: [{ key: 'page', url: '/page', conditions }] });
    expect(surface.entryPoints.map((each) => each.adminOnly)).toEqual([adminOnly]);
  });

  it.each([
    ['admin_plugins_menu', true],
    ['system.admin/globalsettings', true],
    ['atl.jira.proj.config/projectgroup2', true],
    ['system.top.navigation.bar', false],
    ['atl.jira.view.issue.right.context', false],
  ])('knows by the location %s whether a page is for administrators: %s', (location, adminOnly) => {
    const surface = surfaceOf({ webItems: [{ key: 'item', url: '/item', location }] });
    expect(surface.entryPoints.map((each) => each.adminOnly)).toEqual([adminOnly]);
  });

  it('tests a URL once, by the most open of its modules', () => {
    const surface = surfaceOf({
      adminPages: [{ key: 'a', url: '/page' }],
      generalPages: [{ key: 'b', url: '/page', cacheable: true }],
    });
    expect(surface.entryPoints).toMatchObject([
      { declaredBy: ['adminPages/a', 'generalPages/b'], adminOnly: false, cacheable: true },
    ]);
  });

  it('does not test what is not the app’s, and says so', () => {
    const surface = surfaceOf({
      webItems: [
        { key: 'host', url: '/secure/Dashboard.jspa', context: 'product' },
        { key: 'shop', url: 'https://shop.example.org/' },
        { key: 'own', url: `${BASE}/own` },
      ],
    });
    expect(urlsOf(surface)).toEqual([`${BASE}/own`]);
    expect(surface.foreign.map(({ declaredBy, reason }) => [declaredBy, reason])).toEqual([
      ['webItems/host', 'it is an address of the host'],
      ['webItems/shop', 'it is on another origin (see --allow-origin)'],
    ]);
  });

  it('takes a path of a web item with the context of a page for the app’s', () => {
    const surface = surfaceOf({
      webItems: [
        { key: 'create', url: '/create?pageId={page.id}', context: 'page', target: { type: 'dialog' } },
        { key: 'edit', url: 'editor', context: 'page' },
        { key: 'host', url: '/secure', context: 'PRODUCT' },
      ],
    });
    expect(urlsOf(surface)).toEqual([`${BASE}/create?pageId=131073`]);
    expect(surface.foreign).toEqual([
      { url: 'editor', declaredBy: 'webItems/edit', reason: 'it is the key of a page' },
      { url: '/secure', declaredBy: 'webItems/host', reason: 'it is an address of the host' },
    ]);
  });

  it('names lifecycle calls and APIs on other origins, too', () => {
    const other = 'https://other.example.org';
    const surface = surfaceOf({}, { lifecycle: { installed: `${other}/installed` } }, [`${other}/api`]);
    expect(surface.entryPoints).toEqual([]);
    expect(surface.foreign.map(({ declaredBy }) => declaredBy)).toEqual(['lifecycle/installed', 'api']);
  });

  it('bounds what it tests', () => {
    const pages = Array.from({ length: MAX_ENTRY_POINTS + 20 }, (_, index) => ({
      key: `p${index}`,
      url: `/p${index}`,
    }));
    expect(surfaceOf({ generalPages: pages }).entryPoints).toHaveLength(MAX_ENTRY_POINTS);
  });
});

import { isRecord } from '../internal/json.ts';

/** A URL as it stands in a module of the descriptor. */
export interface DeclaredUrl {
  readonly template: string;
  readonly kind: 'page' | 'webhook' | 'condition';
  readonly declaredBy: string;
  readonly cacheable: boolean;
  readonly adminOnly: boolean;
  readonly opensLate: boolean;
  /** What the URL is relative to; `module` where it is the key of a page, and no address. */
  readonly relativeTo: RelativeTo;
}

type RelativeTo = 'app' | 'host' | 'module';

// Images, manuals and page templates: hosts show them without a token.
const PUBLIC_KEYS = new Set([
  'icon',
  'icons',
  'documentation',
  'imagePlaceholder',
  'template',
  'thumbnail',
  'vendor',
]);
const ADMIN_MODULES = new Set([
  'configurePage',
  'adminPages',
  'jiraProjectAdminTabPanels',
  'jiraProjectPermissions',
]);
const ADMIN_CONDITIONS = new Set([
  'is_admin_mode',
  'user_is_admin',
  'user_is_confluence_administrator',
  'user_is_project_admin',
  'user_is_sysadmin',
]);
// Sections of a host's administration: `system.admin/…`, `admin_plugins_menu`, `atl.jira.proj.config/projectgroup2`.
const ADMIN_LOCATION = /(^|[./])(system\.admin|admin_|projectgroup\d|jira\.proj\.config)/;

interface Place {
  readonly type: string;
  readonly path: string;
  readonly cacheable: boolean;
  readonly adminOnly: boolean;
  readonly opensLate: boolean;
  readonly context: 'app' | 'host' | 'page';
}

/** Every URL that the modules of a descriptor declare, however deep it stands. */
export function listDeclaredUrls(modules: Readonly<Record<string, unknown>>): readonly DeclaredUrl[] {
  return Object.entries(modules).flatMap(([type, entry]) =>
    [entry].flat().flatMap((module, index) => {
      if (!isRecord(module)) return [];
      const key = typeof module['key'] === 'string' ? module['key'] : String(index);
      return walk(module, {
        type,
        path: `${type}/${key}`,
        cacheable: false,
        adminOnly: ADMIN_MODULES.has(type),
        opensLate: false,
        context: 'app',
      });
    }),
  );
}

function walk(node: unknown, outer: Place): readonly DeclaredUrl[] {
  if (Array.isArray(node)) return node.flatMap((item) => walk(item, outer));
  if (!isRecord(node)) return [];
  const place = enter(node, outer);
  const { url, conditions } = node;
  return [
    ...(typeof url === 'string' && url !== '' ? [declare(url, place)] : []),
    ...remoteConditions(conditions).map((condition) => declare(condition, place, true)),
    ...Object.entries(node)
      .filter(([name]) => !PUBLIC_KEYS.has(name) && name !== 'conditions')
      .flatMap(([name, value]) => walk(value, { ...place, path: pathOf(place, name, value) })),
  ];
}

function enter(node: Record<string, unknown>, outer: Place): Place {
  const { context, cacheable, conditions, location, target } = node;
  const opensPanel = outer.type === 'jiraIssueContents' && isRecord(target) && target['type'] === 'web_panel';
  return {
    ...outer,
    cacheable: outer.cacheable || cacheable === true,
    adminOnly: outer.adminOnly || requiresAdmin(conditions) || isInAdministration(location),
    opensLate: outer.opensLate || opensPanel,
    context: contextOf(context) ?? outer.context,
  };
}

/** Hosts take it in any case. */
function contextOf(context: unknown): Place['context'] | undefined {
  const name = typeof context === 'string' ? context.toLowerCase() : '';
  return name === 'product' ? 'host' : name === 'page' ? 'page' : undefined;
}

function pathOf(place: Place, name: string, value: unknown): string {
  return typeof value === 'object' && value !== null ? `${place.path}/${name}` : place.path;
}

function declare(template: string, place: Place, isCondition = false): DeclaredUrl {
  const { type, path, cacheable, adminOnly, opensLate } = place;
  const isWebhook = type === 'webhooks' || path.endsWith('/triggered');
  const kind = isCondition ? 'condition' : isWebhook ? 'webhook' : 'page';
  return {
    template,
    kind,
    declaredBy: path,
    cacheable,
    adminOnly,
    opensLate,
    relativeTo: relativeToOf(template, place),
  };
}

/**
 * With `context: "page"`, the URL of a web item is the key of a page. Apps also write a path there; one that
 * begins with `/` is a path of the app.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/modules/web-item/
 */
function relativeToOf(template: string, { context }: Place): RelativeTo {
  if (/^https?:/i.test(template)) return 'app';
  if (context === 'page') return template.startsWith('/') ? 'app' : 'module';
  return context;
}

function conditionsOf(conditions: unknown): readonly Record<string, unknown>[] {
  return [conditions].flat().filter(isRecord);
}

function isInAdministration(location: unknown): boolean {
  return typeof location === 'string' && ADMIN_LOCATION.test(location);
}

/** Every one of them must hold, so one that asks for an administrator is enough; of an `or`, all must. */
function requiresAdmin(conditions: unknown): boolean {
  return conditionsOf(conditions).some(({ condition, invert, or, and, params }) => {
    if (typeof condition === 'string' && isAdminCondition(condition, params)) return invert !== true;
    if (and !== undefined) return requiresAdmin(and);
    const alternatives = conditionsOf(or);
    return alternatives.length > 0 && alternatives.every((alternative) => requiresAdmin([alternative]));
  });
}

function isAdminCondition(condition: string, params: unknown): boolean {
  if (ADMIN_CONDITIONS.has(condition)) return true;
  const permission = isRecord(params) ? params['permission'] : undefined;
  return /^has_(global|project|space)_permission$/.test(condition) && /admin/i.test(String(permission));
}

/** A condition that the app itself decides is named by a URL. */
function remoteConditions(conditions: unknown): readonly string[] {
  return conditionsOf(conditions).flatMap(({ condition, or, and }) => {
    const own = typeof condition === 'string' && /^(\/|https?:)/.test(condition) ? [condition] : [];
    return own.concat(remoteConditions(or), remoteConditions(and));
  });
}

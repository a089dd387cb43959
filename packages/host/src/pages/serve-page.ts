import type { Product } from '../content/frame-context.ts';
import { html, text, type HostResponse } from '../http/response.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { renderContentPage } from './content.ts';
import { remoteOrigins } from './forge-frames.ts';
import { renderForgePage } from './forge-module.ts';
import { renderIssuePage } from './issue.ts';
import { redirectToModule, renderModulePage } from './module.ts';
import { renderNotFound } from './not-found.ts';
import { renderOverview } from './overview.ts';
import {
  renderAdministration,
  renderDashboard,
  renderProfilePage,
  renderProjectPage,
  renderSpacePage,
} from './place.ts';

/** A kind of pages: `undefined` from `render` is a page that does not exist. */
interface PageRoute {
  readonly pattern: RegExp;
  /** Absent for pages of every product. */
  readonly product?: Product;
  readonly render: (request: SiteRequest, ...captured: readonly string[]) => string | undefined;
}

/** Paths are those below the path of the product, such as `/wiki`. */
const PAGES: readonly PageRoute[] = [
  { pattern: /^\/$/, render: renderOverview },
  { pattern: /^\/admin$/, render: renderAdministration },
  { pattern: /^\/people\/([^/]{1,100})$/, render: (request, id = '') => renderProfilePage(request, id) },
  { product: 'jira', pattern: /^\/dashboard$/, render: renderDashboard },
  {
    product: 'jira',
    pattern: /^\/browse\/([\w-]{1,40})$/,
    render: (request, key = '') => renderIssuePage(request, key),
  },
  {
    product: 'jira',
    pattern: /^\/projects\/(\w{1,40})$/,
    render: (request, key = '') => renderProjectPage(request, key),
  },
  {
    product: 'confluence',
    pattern: /^\/spaces\/(\w{1,40})$/,
    render: (request, key = '') => renderSpacePage(request, key),
  },
  {
    product: 'confluence',
    pattern: /^(?:\/spaces\/\w{1,40})?\/pages\/(\d{1,20})$/,
    render: (request, id = '') => renderContentPage(request, id),
  },
  {
    pattern: /^\/plugins\/servlet\/ac\/([\w.-]{1,80})\/([^/]{1,200})$/,
    render: (request, app = '', module = '') => renderModulePage(request, app, module),
  },
  {
    pattern: /^\/jira\/apps\/([\w-]{1,80})\/([\w-]{1,200})$/,
    render: (request, app = '', module = '') => renderForgePage(request, app, module),
  },
];

const REDIRECT = /^\/plugins\/servlet\/ac-redirect\/([\w.-]{1,80})\/([^/]{1,200})$/;

/** Serves a page of a site. */
export function servePage(request: SiteRequest): HostResponse {
  const { site, url } = request;
  const path = pathInProduct(site.hostBaseUrl, url.pathname);
  const [, appKey, moduleKey] = REDIRECT.exec(path) ?? [];
  if (appKey !== undefined && moduleKey !== undefined) {
    const location = redirectToModule(request, appKey, decode(moduleKey));
    if (location !== undefined)
      return { ...text('', 302), headers: { location, 'cache-control': 'no-store' } };
  }
  const page = render(request, path);
  return page === undefined ? html(renderNotFound(request), 404) : html(page, 200, remoteOrigins(site));
}

/** The overview is at `/` as well, whatever the path of the product. */
function pathInProduct(hostBaseUrl: string, path: string): string {
  const root = new URL(hostBaseUrl).pathname.replace(/\/$/, '');
  if (path === '/' || path === root) return '/';
  return path.startsWith(`${root}/`) ? path.slice(root.length) : '';
}

function render(request: SiteRequest, path: string): string | undefined {
  for (const route of PAGES) {
    const match = route.pattern.exec(path);
    if (match && (route.product === undefined || route.product === request.site.product))
      return route.render(request, ...match.slice(1).map(decode));
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

import { listModulesAt } from '../modules/place-module.ts';
import type { Place } from '../modules/places.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { initials, renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';
import { recordPage, startPage, type PageParts } from './page-parts.ts';
import { renderPanels } from './render-frame.ts';
import { renderItemList, renderItems } from './render-items.ts';

/** A project: its pages, reports and settings, and its issues. */
export function renderProjectPage(request: SiteRequest, key: string): string | undefined {
  const project = request.site.data.findProject(key);
  if (!project) return undefined;
  const parts = startPage(request, { project: project.key });
  recordPage(parts, `the project ${project.name}`);
  const isAdmin = request.site.signedIn?.admin === true;
  const issues = request.site.data.issues.filter((issue) => issue.key.startsWith(`${project.key}-`));
  const main = markup`<h1>${project.name}</h1>
<div class="cards">
${renderPlace(parts, 'project', 'Pages and reports of apps')}
${isAdmin && renderPlace(parts, 'project-settings', 'Project settings')}
<section class="card"><h2>Issues</h2><ul class="rows">${issues.map(
    (issue) => markup`<li><a href="/browse/${issue.key}"><b>${issue.key}</b> ${issue.summary}</a></li>`,
  )}</ul></section>
</div>
${renderPlacePanels(parts, 'project')}
${isAdmin && renderPlacePanels(parts, 'project-settings')}`;
  return renderLayout(parts, { title: project.name, main });
}

/** A dashboard: each item of an app stands on it once. */
export function renderDashboard(request: SiteRequest): string {
  const { site } = request;
  const items = listModulesAt(site, 'dashboard');
  const parts = startPage(request);
  recordPage(parts, 'the dashboard');
  const panels = items.flatMap((item, index) =>
    renderPanels({ ...parts, keys: { dashboardItem: String(index + 1) } }, [item]),
  );
  const main = markup`<h1>Dashboard</h1>
${panels.length > 0 ? markup`<div class="gadgets">${panels}</div>` : markup`<p class="quiet">No app has an item for dashboards.</p>`}`;
  return renderLayout(parts, { title: 'Dashboard', main });
}

/** The profile of a user. */
export function renderProfilePage(request: SiteRequest, accountId: string): string | undefined {
  const user = request.site.users.find((candidate) => candidate.accountId === accountId);
  if (!user) return undefined;
  const parts = startPage(request, { profile: user.accountId });
  recordPage(parts, `the profile of ${user.name}`);
  const main = markup`<h1><span class="avatar" aria-hidden="true">${initials(user.name)}</span> ${user.name}</h1>
<div class="cards">${renderPlace(parts, 'profile', 'Pages of apps')}</div>
${renderPlacePanels(parts, 'profile')}`;
  return renderLayout(parts, { title: user.name, main });
}

/** The administration, for administrators. */
export function renderAdministration(request: SiteRequest): string | undefined {
  if (request.site.signedIn?.admin !== true) return undefined;
  const parts = startPage(request);
  recordPage(parts, 'the administration');
  const main = markup`<h1>Administration</h1>
<div class="cards">${renderPlace(parts, 'administration', 'Pages of apps')}</div>
${renderPlacePanels(parts, 'administration')}`;
  return renderLayout(parts, { title: 'Administration', main });
}

/** A space of Confluence: its pages, and those of apps. */
export function renderSpacePage(request: SiteRequest, key: string): string | undefined {
  const space = request.site.data.findSpace(key);
  if (!space) return undefined;
  const { site } = request;
  const parts = startPage(request, { space: space.key });
  recordPage(parts, `the space ${space.name}`);
  const pages = site.data.pages.filter((page) => page.space === space.key);
  const main = markup`<h1>${space.name}</h1>
<div class="cards">
${renderPlace(parts, 'space', 'Pages of apps')}
<section class="card"><h2>Pages</h2><ul class="rows">${pages.map(
    ({ id, title }) => markup`<li><a href="${site.contentUrl(id)}">${title}</a></li>`,
  )}</ul></section>
</div>
${renderPlacePanels(parts, 'space')}`;
  return renderLayout(parts, { title: space.name, main });
}

function renderPlace(parts: PageParts, place: Place, title: string): Markup {
  const modules = listModulesAt(parts.request.site, place, parts.keys);
  const items = renderItems(
    parts,
    modules.filter(({ form }) => form !== 'panel'),
  );
  return markup`<section class="card"><h2>${title}</h2>${renderItemList(items, 'No app has a page here.')}</section>`;
}

function renderPlacePanels(parts: PageParts, place: Place): Markup[] {
  const modules = listModulesAt(parts.request.site, place, parts.keys);
  return renderPanels(
    parts,
    modules.filter(({ form }) => form === 'panel'),
  );
}

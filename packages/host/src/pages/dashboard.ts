import type { SiteRequest } from '../site/site-request.ts';
import { listPages } from '../site/list-places.ts';
import { renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';

/** The overview of a site. */
export function renderDashboard(request: SiteRequest): string {
  const { site, runtime } = request;
  const main = markup`<h1>Overview</h1>
<p class="lead">A local host with Atlassian's own bridge. Tokens in frame URLs expire after ${runtime.tokenLifetimes.iframe} s, tokens from <code>AP.context.getToken()</code> after ${runtime.tokenLifetimes.context} s.</p>
<div class="cards">
<section class="card"><h2>Issues</h2><ul class="rows">${site.data.issues.map(
    ({ key, summary, status }) =>
      markup`<li><a href="/browse/${key}"><b>${key}</b> ${summary}</a><span class="status" data-status="${status}">${status}</span></li>`,
  )}</ul></section>
<section class="card"><h2>Pages of apps</h2>${renderPages(request)}</section>
<section class="card"><h2>Installed apps</h2>${renderApps(request)}</section>
</div>`;
  return renderLayout(request, { title: `Overview of ${site.name}`, main });
}

function renderPages({ site }: SiteRequest): Markup {
  const pages = listPages(site);
  return pages.length === 0
    ? markup`<p class="quiet">No app has a page here.</p>`
    : markup`<ul class="rows">${pages.map(
        ({ installation, module }) =>
          markup`<li><a href="${new URL(site.pageUrl(installation, module.key)).pathname}">${module.name}</a><span class="quiet">${installation.descriptor.name}</span></li>`,
      )}</ul>`;
}

function renderApps({ site }: SiteRequest): Markup {
  return site.installations.length === 0
    ? markup`<p class="quiet">None yet.</p>`
    : markup`<ul class="rows">${site.installations.map(
        ({ descriptor, state }) =>
          markup`<li><b>${descriptor.name}</b><span class="quiet">${descriptor.baseUrl}</span><span class="label">${state}</span></li>`,
      )}</ul>`;
}

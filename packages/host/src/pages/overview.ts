import { KEYS_PATH } from '../keys.ts';
import type { ForgeInstallation } from '../forge/forge-installation.ts';
import { BRIDGE_PATH } from '../http/assets.ts';
import { loopbackUrl } from '../http/listen.ts';
import type { Installation } from '../installation/installation.ts';
import { listModulesAt } from '../modules/place-module.ts';
import { reportModules, type ModuleReport } from '../modules/report-modules.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';
import { startPage, type PageParts } from './page-parts.ts';
import { renderItemList, renderItems } from './render-items.ts';

/** The overview of a site. */
export function renderOverview(request: SiteRequest): string {
  const { site, runtime } = request;
  const parts = startPage(request);
  const main = markup`<h1>Overview</h1>
<p class="lead">A local host with Atlassian's own bridge. Tokens in frame URLs expire after ${runtime.tokenLifetimes.iframe} s, tokens from <code>AP.context.getToken()</code> after ${runtime.tokenLifetimes.context} s.</p>
<div class="cards">
${site.product === 'jira' ? renderIssues(request) : renderContent(request)}
<section class="card"><h2>Pages of apps</h2>${renderPages(parts)}</section>
<section class="card"><h2>Installed apps</h2>${renderApps(request)}</section>
${renderIdeas(request)}
${renderAddresses(request)}
</div>
${site.installations.map((installation) => renderModules(request, installation))}
${site.forgeInstallations.map(renderForgeApp)}`;
  return renderLayout(parts, { title: `Overview of ${site.name}`, main });
}

function renderIssues({ site }: SiteRequest): Markup {
  return markup`<section class="card"><h2>Issues</h2><ul class="rows">${site.data.issues.map(
    ({ key, summary, status }) =>
      markup`<li><a href="/browse/${key}"><b>${key}</b> ${summary}</a><span class="status" data-status="${status}">${status}</span></li>`,
  )}</ul></section>`;
}

function renderContent({ site }: SiteRequest): Markup {
  return markup`<section class="card"><h2>Pages</h2><ul class="rows">${site.data.pages.map(
    ({ id, title, space }) =>
      markup`<li><a href="${site.contentUrl(id)}">${title}</a><span class="quiet">${space}</span></li>`,
  )}</ul></section>`;
}

function renderPages(parts: PageParts): Markup {
  const { site } = parts.request;
  const modules = (['navigation', 'administration', 'project', 'space'] as const).flatMap((place) =>
    listModulesAt(site, place),
  );
  return renderItemList(
    renderItems(
      parts,
      modules.filter(({ form }) => form === 'page'),
    ),
    'No app has a page here.',
  );
}

function renderApps({ site }: SiteRequest): Markup {
  return site.installations.length === 0
    ? markup`<p class="quiet">None yet.</p>`
    : markup`<ul class="rows">${site.installations.map(
        ({ descriptor, state }) =>
          markup`<li><b>${descriptor.name}</b><span class="quiet">${descriptor.baseUrl}</span><span class="label">${state}</span></li>`,
      )}</ul>`;
}

/** What to try first. */
function renderIdeas({ site, runtime }: SiteRequest): Markup {
  const [name, first] = site.product === 'jira' ? ['issue', site.issueUrl()] : ['page', site.contentUrl()];
  return markup`<section class="card"><h2>What to try</h2><ul class="rows">
<li><span class="sentence">Open <a href="${first}?fault=expired">the first ${name} with expired tokens</a>, and click what an app has there.</span></li>
<li><span>Stay on a page for longer than ${runtime.tokenLifetimes.iframe} s, and reload one of its frames.</span></li>
<li><span>Start another fault in the inspector: sign out, or let <code>AP.context.getToken()</code> fail.</span></li>
</ul></section>`;
}

/** What an app must trust. */
function renderAddresses({ site }: SiteRequest): Markup {
  const { port } = new URL(site.origin);
  const addresses = [
    ['Key server', loopbackUrl(port) + KEYS_PATH],
    ['Bridge', site.origin + BRIDGE_PATH],
    ['REST API', site.hostBaseUrl],
  ];
  return markup`<section class="card"><h2>Addresses for apps</h2><ul class="rows">${addresses.map(
    ([name, url]) => markup`<li><span>${name}</span><code>${url}</code></li>`,
  )}</ul></section>`;
}

/** Every module of an app: where it is shown, or why not. */
function renderModules({ site }: SiteRequest, installation: Installation): Markup {
  const reports = reportModules(site, installation);
  return markup`<section class="card modules" aria-label="Modules of ${installation.descriptor.name}"><h2>Modules of ${installation.descriptor.name}</h2>${
    reports.length === 0
      ? markup`<p class="quiet">The descriptor has no modules.</p>`
      : markup`<ul class="rows">${reports.map(renderModule)}</ul>`
  }</section>`;
}

/** Every module of a Forge app: a link to it, or why it is not shown. */
function renderForgeApp(installation: ForgeInstallation): Markup {
  const { manifest, environment, installationId } = installation;
  const shown = manifest.modules.map(
    ({ key, title, type }) =>
      markup`<li><a href="${installation.pageUrl(key)}">${title}</a><code>${type}</code></li>`,
  );
  const hidden = manifest.notSimulated.map(
    ({ key, type, reason }) =>
      markup`<li><b>${key}</b><code>${type}</code><span class="where not-shown">${reason}</span></li>`,
  );
  return markup`<section class="card modules" aria-label="Modules of the Forge app"><h2>Modules of ${manifest.appId}</h2>
<p class="quiet">Environment ${environment}, ${installationId}</p>
<ul class="rows">${[...shown, ...hidden]}</ul></section>`;
}

function renderModule({ name, type, where, url, reason, unevaluated }: ModuleReport): Markup {
  const title =
    url !== undefined && reason === undefined ? markup`<a href="${url}">${name}</a>` : markup`<b>${name}</b>`;
  const notes = unevaluated.map(
    (condition) => ` The condition ${condition} is not evaluated, and taken as true.`,
  );
  return markup`<li>${title}<code>${type}</code><span class="${reason === undefined ? 'where' : 'where not-shown'}">${reason ?? `In the ${where ?? ''}.`}${notes.join('')}</span></li>`;
}

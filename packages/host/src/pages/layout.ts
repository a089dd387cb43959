import { FAULTS } from '../faults/table.ts';
import { listModulesAt } from '../modules/place-module.ts';
import type { Site } from '../site/site.ts';
import { listForgeModules } from './forge-frames.ts';
import { dataElement, markup, type Markup } from './markup.ts';
import type { PageParts } from './page-parts.ts';
import { renderInspector } from './inspector.ts';
import { renderItems } from './render-items.ts';

/** What a page of a site consists of. */
export interface PageContent {
  readonly title: string;
  readonly main: Markup;
}

/** Puts content into the chrome of a site: top bar, navigation, inspector. */
export function renderLayout(parts: PageParts, { title, main }: PageContent): string {
  const { runtime, faults, site } = parts.request;
  // Its items belong to the page as well, which must have them before its data is written.
  const navigation = renderNavigation(parts);
  const data = {
    now: runtime.now(),
    site: site.name,
    users: site.users,
    account: site.signedIn?.accountId ?? null,
    faults: FAULTS,
    activeFaults: faults.active,
    lastEvent: runtime.timeline.lastId,
    shortestLifetime: Math.min(runtime.tokenLifetimes.iframe, runtime.tokenLifetimes.context),
    product: site.product,
    projects: site.data.projects,
    pages: site.data.pages.map(({ id, space }) => ({ id, space })),
    frames: parts.frames,
    items: parts.items,
  };
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – ${site.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/host/assets/host.css">
<link rel="stylesheet" href="/host/assets/timeline.css">
${dataElement('host-data', data)}
<script src="/host/browser-clock.js"></script>
<script src="/host/assets/jquery.js" defer></script>
<script src="/host/assets/prelude.js" defer></script>
<script src="/atlassian-connect/connect-host.js" defer></script>
<script src="/host/assets/page.js" type="module"></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="topbar">
<a class="brand" href="${site.hostBaseUrl}"><span class="brand-mark" aria-hidden="true"></span>${site.name}<span class="brand-host">.localhost</span></a>
<span class="badge">development keys</span>
<span class="spacer"></span>
<button class="button subtle" type="button" id="inspector-toggle" aria-expanded="true" aria-controls="inspector">Inspector</button>
<span class="avatar" data-signed-in title="${site.signedIn?.name ?? 'No user is signed in'}">${initials(site.signedIn?.name)}</span>
</header>
<div class="shell">
${navigation}
<main id="main" tabindex="-1">${main}</main>
${renderInspector(site)}
</div>
</body>
</html>`.text;
}

function renderNavigation(parts: PageParts): Markup {
  const { site, url } = parts.request;
  const link = (path: string, label: string): Markup =>
    markup`<li><a href="${path}"${path === url.pathname && markup` aria-current="page"`}>${label}</a></li>`;
  const root = new URL(site.hostBaseUrl).pathname.replace(/\/$/, '');
  const page = (path: string, label: string): Markup => link(root + path, label);
  const person = site.signedIn ?? site.users[0];
  const forgePages = listForgeModules(site, 'page').map(({ installation, module }) =>
    link(new URL(installation.pageUrl(module.key)).pathname, module.title),
  );
  const items = renderItems({ ...parts, keys: {} }, listModulesAt(site, 'navigation'));
  const apps = [...items.map((item) => markup`<li>${item}</li>`), ...forgePages];
  return markup`<nav class="navigation" aria-label="Site">
<p class="project"><span class="project-mark" aria-hidden="true">${site.product === 'jira' ? 'J' : 'C'}</span>${site.product === 'jira' ? 'Jira' : 'Confluence'}</p>
<ul>${page(root === '' ? '/' : '', 'Overview')}${site.product === 'jira' && page('/dashboard', 'Dashboard')}${person && page(`/people/${person.accountId}`, 'Profile')}${site.signedIn?.admin === true && page('/admin', 'Administration')}</ul>
${site.product === 'jira' ? renderIssueLinks(site, page) : renderSpaceLinks(site, page)}
${
  apps.length > 0 &&
  markup`<h2>Apps</h2>
<ul>${apps}</ul>`
}
</nav>`;
}

type LinkTo = (path: string, label: string) => Markup;

function renderIssueLinks({ data }: Site, page: LinkTo): Markup {
  return markup`<h2>Projects</h2>
<ul>${data.projects.map(({ key, name }) => page(`/projects/${key}`, name))}</ul>
<h2>Issues</h2>
<ul>${data.issues.map(({ key }) => page(`/browse/${key}`, key))}</ul>`;
}

function renderSpaceLinks({ data }: Site, page: LinkTo): Markup {
  return markup`<h2>Spaces</h2>
<ul>${data.spaces.map(({ key, name }) => page(`/spaces/${key}`, name))}</ul>
<h2>Pages</h2>
<ul>${data.pages.map(({ id, title }) => page(`/pages/${id}`, title))}</ul>`;
}

/** The initials of a name. */
export function initials(name: string | undefined): string {
  return name === undefined
    ? '?'
    : name
        .split(' ')
        .map((word) => word.charAt(0))
        .join('');
}

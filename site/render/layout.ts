import { REPOSITORY } from '../../tools/addresses.ts';
import type { Group } from '../content/navigation.ts';
import type { Page } from '../content/page.ts';
import { escape } from './highlight.ts';
import { relativeTo } from './links.ts';
import type { Rendered } from './markdown.ts';

/** No page of the site can send anything anywhere: neither a request of a script nor a form. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'";

/** The groups that the first page shows open. */
const OPEN_AT_FIRST = new Set(['Start', 'Concepts']);

const HEADER: Readonly<Record<string, string>> = {
  'start/connect/': 'Start',
  'concepts/late-panel/': 'Concepts',
  'server/options/': 'Server',
  'client/guide/': 'Client',
  'check/': 'Testing',
  'api/': 'API',
  'playground/': 'Playground',
};

/** The whole document of a page. */
export function renderDocument(page: Page, { html, headings }: Rendered, groups: readonly Group[]): string {
  const to = (target: string): string => escape(relativeTo(page.path, target));
  const title = page.path === '' ? 'Authbeat' : `${page.title} · Authbeat`;
  const known = new Set(groups.flatMap(({ pages }) => pages.map(({ path }) => path)));
  const header = Object.entries(HEADER)
    .filter(([path]) => known.has(path))
    .map(
      ([path, name]) =>
        `<a href="${to(path)}"${path === page.path ? ' aria-current="page"' : ''}>${name}</a>`,
    );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${to('assets/style.css')}">
<link rel="icon" href="${to('assets/icon.svg')}">
<script type="module" src="${to('assets/site.js')}" data-root="${to('')}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="brand" href="${to('')}">Authbeat</a>
<nav aria-label="Main">${header.join('')}</nav>
<search hidden><label class="hidden" for="query">Search</label><input id="query" type="search" placeholder="Search" autocomplete="off"><ul id="results" hidden></ul></search>
<button id="theme" type="button" hidden>Dark</button>
<a href="${REPOSITORY}">GitHub</a>
</header>
<div class="columns">
<nav class="contents" aria-label="Contents">${groups.map((group) => renderGroup(group, page)).join('\n')}</nav>
<main id="content" tabindex="-1">
${html}
<p class="source"><a href="${REPOSITORY}/blob/main/${page.source}">Source of this page</a></p>
</main>
${renderOutline(headings)}
</div>
<footer>Apache-2.0. Not affiliated with Atlassian.</footer>
</body>
</html>
`;
}

function renderGroup({ title, pages }: Group, page: Page): string {
  const isOpen = page.path === '' ? OPEN_AT_FIRST.has(title) : pages.some(({ path }) => path === page.path);
  const items = pages.map(({ path, title: name }) => {
    const current = path === page.path ? ' aria-current="page"' : '';
    return `<li><a href="${escape(relativeTo(page.path, path))}"${current}>${escape(name)}</a></li>`;
  });
  return `<details${isOpen ? ' open' : ''}><summary>${title}</summary><ul>${items.join('')}</ul></details>`;
}

function renderOutline(headings: Rendered['headings']): string {
  const shown = headings.filter(({ depth }) => depth === 2);
  if (shown.length < 2) return '';
  const items = shown.map(({ id, text }) => `<li><a href="#${id}">${escape(text)}</a></li>`);
  return `<nav class="outline" aria-label="On this page"><p>On this page</p><ul>${items.join('')}</ul></nav>`;
}

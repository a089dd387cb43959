import type { ContentPage } from '../content/pages.ts';
import { listModulesAt, type ShownModule } from '../modules/place-module.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { renderLayout } from './layout.ts';
import { markup, type Markup } from './markup.ts';
import { recordPage, startPage, type PageParts } from './page-parts.ts';
import { renderPanels } from './render-frame.ts';
import { renderItems } from './render-items.ts';
import { renderMacro } from './render-macro.ts';

/** A page of Confluence. Each macro of an app stands in it once. */
export function renderContentPage(request: SiteRequest, id: string): string | undefined {
  const { site } = request;
  const page = site.data.findPage(id);
  if (!page) return undefined;
  const parts = startPage(request, { content: page.id });
  recordPage(parts, `the page "${page.title}"`);
  const space = site.data.findSpace(page.space);
  const byline = renderItems(parts, listAt(parts, 'content-byline'));
  const actions = renderItems(parts, listAt(parts, 'content-actions'));
  const main = markup`<p class="breadcrumbs"><a href="${site.hostBaseUrl}/spaces/${page.space}">${space?.name}</a> <span aria-hidden="true">/</span> ${page.title}</p>
<article>
<h1>${page.title}</h1>
<div class="byline"><span class="quiet">By ${site.users[0]?.name}, version ${page.version}</span>${byline}</div>
<div class="quick-add" role="toolbar" aria-label="Actions of this page">${actions.length > 0 ? actions : markup`<span class="quiet">No app has an action here.</span>`}</div>
${page.body.map((paragraph) => markup`<p>${paragraph}</p>`)}
${listAt(parts, 'content-body').map((macro) => renderMacro(parts, macro))}
${renderPanels(parts, listAt(parts, 'content-panels'))}
${renderAttachments(parts, page)}
</article>`;
  return renderLayout(parts, { title: page.title, main });
}

function renderAttachments(parts: PageParts, { id }: ContentPage): Markup {
  const attachments = parts.request.site.data.attachments(id);
  return markup`<section class="card"><h2>Attachments</h2>${
    attachments.length === 0
      ? markup`<p class="quiet">None.</p>`
      : markup`<ul class="rows">${attachments.map((attachment) => {
          const owner = { ...parts, keys: { ...parts.keys, attachment: attachment.id } };
          return markup`<li><b>${attachment.name}</b><span class="byline">${renderItems(owner, listAt(owner, 'attachments'))}</span></li>`;
        })}</ul>`
  }</section>`;
}

function listAt({ request, keys }: PageParts, place: ShownModule['place']): readonly ShownModule[] {
  return listModulesAt(request.site, place, keys);
}

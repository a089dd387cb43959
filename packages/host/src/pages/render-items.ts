import { contextQuery, describeContext } from '../content/frame-context.ts';
import { readItemTarget } from '../modules/item-target.ts';
import type { ShownModule } from '../modules/place-module.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { markup, type Markup } from './markup.ts';
import type { ItemData, PageParts } from './page-parts.ts';

/** Renders links to the pages and web items of a place, and buttons for items that open a dialog. */
export function renderItems(parts: PageParts, modules: readonly ShownModule[]): Markup[] {
  return modules.map((shown) =>
    shown.form === 'item' ? renderItem(parts, shown) : renderPageLink(parts, shown),
  );
}

function renderPageLink({ request, keys }: PageParts, { installation, module }: ShownModule): Markup {
  const href = request.site.pageUrl(installation, module.key) + contextQuery(keys);
  return renderLink(href, module.name, addressOf(request));
}

function renderItem(parts: PageParts, { installation, module }: ShownModule): Markup {
  const { request, keys } = parts;
  const target = readItemTarget(request.site, installation, module, keys);
  if (target.kind === 'link') return renderLink(target.href, module.name, addressOf(request));
  return renderItemButton(parts, {
    app: installation.descriptor.key,
    module: target.module,
    name: module.name,
    keys,
    kind: target.kind,
    look: target.look,
  });
}

/** Renders a button that opens a dialog. */
export function renderItemButton(
  { items, request }: PageParts,
  item: Omit<ItemData, 'productContext'>,
  label: string = item.name,
): Markup {
  const productContext = describeContext(request.site.data, item.keys);
  const index = items.push({ ...item, productContext }) - 1;
  return markup`<button class="button" type="button" data-item="${index}" aria-haspopup="dialog" disabled>${label}</button>`;
}

function addressOf({ site, url }: SiteRequest): string {
  return site.origin + url.pathname + url.search;
}

function renderLink(href: string, name: string, current: string): Markup {
  return markup`<a class="item" href="${href}"${href === current && markup` aria-current="page"`}>${name}</a>`;
}

/** A list of links and buttons; a sentence where there is none. */
export function renderItemList(items: readonly Markup[], otherwise: string): Markup {
  return items.length === 0
    ? markup`<p class="quiet">${otherwise}</p>`
    : markup`<ul class="items">${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

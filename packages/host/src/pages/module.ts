import type { SiteRequest } from '../site/site-request.ts';
import { listPages } from '../site/list-places.ts';
import { describeFrame } from './frame-data.ts';
import { renderLayout } from './layout.ts';
import { markup } from './markup.ts';

/** The page of one module, across the full width: `/plugins/servlet/ac/<app>/<module>?ac.name=value`. */
export function renderModulePage(
  request: SiteRequest,
  appKey: string,
  encodedKey: string,
): string | undefined {
  const { runtime, site, url } = request;
  const page = listPages(site).find(
    ({ installation, module }) =>
      installation.descriptor.key === appKey && encodeURIComponent(module.key) === encodedKey,
  );
  if (!page) return undefined;
  runtime.timeline.record({
    kind: 'page',
    site: site.name,
    sentence: `Rendered the page "${page.module.name}".`,
    data: { path: url.pathname },
  });
  const ac = Object.fromEntries(
    [...url.searchParams]
      .filter(([name]) => name.startsWith('ac.'))
      .map(([name, value]) => [name.slice('ac.'.length), value]),
  );
  const frame = describeFrame(page.installation, page.module, { ac, opens: 'start', fullWidth: true });
  const main = markup`<section class="panel page" data-frame="0" aria-label="${frame.name}">
<header><h1>${frame.name}</h1><span class="lifetime" data-lifetime="0"></span>
<details class="menu"><summary class="button subtle" aria-label="Actions of ${frame.name}">•••</summary>
<div class="menu-items"><button type="button" data-reload="0">Reload frame</button></div></details></header>
<div class="frame-place"></div>
</section>`;
  return renderLayout(request, { title: frame.name, main, frames: [frame] });
}

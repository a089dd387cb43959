import { contextOfAddress } from '../content/frame-context.ts';
import { listModulesAt, placeModule, type ShownModule } from '../modules/place-module.ts';
import { describePlace } from '../modules/places.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { renderLayout } from './layout.ts';
import { recordPage, startPage } from './page-parts.ts';
import { renderFrame } from './render-frame.ts';

/**
 * The page of one module, across the full width: `/plugins/servlet/ac/<app>/<module>?project.key=AB&ac.name=value`.
 * Without a context in its address it has the usual one of the module's place.
 */
export function renderModulePage(
  request: SiteRequest,
  appKey: string,
  moduleKey: string,
): string | undefined {
  const shown = findPage(request, appKey, moduleKey);
  if (!shown) return undefined;
  const parts = startPage(request, contextOf(request, shown));
  recordPage(parts, `the page "${shown.module.name}"`);
  const ac = Object.fromEntries(
    [...request.url.searchParams]
      .filter(([name]) => name.startsWith('ac.'))
      .map(([name, value]) => [name.slice('ac.'.length), value]),
  );
  const { section } = renderFrame(parts, shown, { ac, opens: 'start', fullWidth: true });
  return renderLayout(parts, { title: shown.module.name, main: section });
}

/** Where a web item leads: to a page of the app in the whole window. */
export function redirectToModule(
  { site, url }: SiteRequest,
  appKey: string,
  moduleKey: string,
): string | undefined {
  const installation = site.installation(appKey);
  const module = installation?.modules.find(({ key }) => key === moduleKey);
  if (installation?.state !== 'enabled' || module?.url === undefined) return undefined;
  return installation.moduleUrl(moduleKey, contextOfAddress(url.searchParams) ?? {});
}

function findPage(request: SiteRequest, appKey: string, moduleKey: string): ShownModule | undefined {
  const { site } = request;
  const installation = site.installation(appKey);
  const module = installation?.modules.find(({ key }) => key === moduleKey);
  const placement = installation && module && placeModule(site.product, installation, module);
  if (!placement?.shown || placement.form !== 'page') return undefined;
  const keys = contextOfAddress(request.url.searchParams) ?? describePlace(placement.place).context;
  return listModulesAt(site, placement.place, keys).find(
    (shown) => shown.installation === installation && shown.module.key === moduleKey,
  );
}

function contextOf({ url }: SiteRequest, { place }: ShownModule) {
  return contextOfAddress(url.searchParams) ?? describePlace(place).context;
}

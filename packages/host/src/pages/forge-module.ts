import { SANDBOX } from '../forge/content-policy.ts';
import type { ForgeInstallation } from '../forge/forge-installation.ts';
import { appUuid } from '../forge/identity.ts';
import type { ForgeModule } from '../forge/manifest.ts';
import { resourceUrl } from '../forge/serve-resource.ts';
import type { SiteRequest } from '../site/site-request.ts';
import { renderLayout } from './layout.ts';
import { dataElement, markup, type Markup } from './markup.ts';
import { recordPage, startPage } from './page-parts.ts';

/** A page of the site that shows a module of a Forge app. */
export interface ForgePage {
  readonly body: string;
  /** The origins that the page calls: those of the app's remotes. */
  readonly remotes: readonly string[];
}

/** The page of one module of a Forge app: `/jira/apps/<app>/<module>?issue=AB-1`. */
export function renderForgePage(request: SiteRequest, app: string, moduleKey: string): ForgePage | undefined {
  const { site, url } = request;
  const installation = site.forgeInstallation(app);
  const module = installation?.manifest.modules.find(({ key }) => key === moduleKey);
  if (!installation || !module) return undefined;
  const parts = startPage(request);
  recordPage(parts, `the page "${module.title}"`);
  const issue = site.data.findIssue(url.searchParams.get('issue') ?? '')?.key;
  const main = markup`${renderSection(installation, module)}
${dataElement('forge-data', describePage(installation, module, issue))}
<script src="/host/assets/forge/channel.js" defer></script>
<script src="/host/assets/forge/page.js" type="module"></script>`;
  return {
    body: renderLayout(parts, { title: module.title, main }),
    remotes: installation.manifest.remotes.map(({ key }) => new URL(installation.remoteUrl(key)).origin),
  };
}

function renderSection({ environment }: ForgeInstallation, { key, title, type }: ForgeModule): Markup {
  const isFullPage = /page$/i.test(type);
  return markup`<section class="panel page" aria-label="${title}"${isFullPage && markup` data-full-page`}>
<header><h1>${title}</h1><span class="quiet">${type}, ${environment}</span></header>
<div class="frame-place" data-forge-frame="${key}"></div>
</section>`;
}

function describePage(
  installation: ForgeInstallation,
  module: ForgeModule,
  issue: string | undefined,
): Record<string, unknown> {
  const { manifest } = installation;
  const app = appUuid(manifest.appId);
  const frame = {
    app,
    module: module.key,
    name: module.title,
    url: resourceUrl(installation, module.resource, module.page),
    sandbox: SANDBOX,
    issue,
  };
  const resources = Object.fromEntries(
    manifest.resources.map(({ key }) => [key, resourceUrl(installation, key, 'index.html')]),
  );
  return { app, frames: [frame], resources };
}

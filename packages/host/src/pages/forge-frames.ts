import { SANDBOX } from '../forge/content-policy.ts';
import type { ForgeInstallation } from '../forge/forge-installation.ts';
import { appUuid } from '../forge/identity.ts';
import type { ForgeModule } from '../forge/manifest.ts';
import { resourceUrl } from '../forge/serve-resource.ts';
import type { Site } from '../site/site.ts';
import { dataElement, markup, type Markup } from './markup.ts';

/** A module of a Forge app, in a page of the site. */
export interface ShownForgeModule {
  readonly installation: ForgeInstallation;
  readonly module: ForgeModule;
}

/** The modules of Forge apps that stand in an issue's page, or have a page of their own. */
export function listForgeModules(site: Site, place: 'issue' | 'page'): readonly ShownForgeModule[] {
  return site.forgeInstallations.flatMap((installation) =>
    installation.manifest.modules
      .filter(({ type }) => /:issue/i.test(type) === (place === 'issue'))
      .map((module) => ({ installation, module })),
  );
}

/** Renders the frames of Forge apps, with the script that loads them. A page has these once. */
export function renderForgeFrames(
  shown: readonly ShownForgeModule[],
  { issue, heading }: { readonly issue: string | undefined; readonly heading: 'h1' | 'h2' },
): Markup | undefined {
  if (shown.length === 0) return undefined;
  const frames = shown.map((each) => describeFrame(each, issue));
  return markup`${shown.map((each, index) => renderSection(each, index, heading))}
${dataElement('forge-data', { frames })}
<script src="/host/assets/forge/channel.js" defer></script>
<script src="/host/assets/forge/page.js" type="module"></script>`;
}

function renderSection(
  { installation: { environment }, module: { title, type } }: ShownForgeModule,
  index: number,
  heading: 'h1' | 'h2',
): Markup {
  const isFullPage = heading === 'h1' && /page$/i.test(type);
  const name = heading === 'h1' ? markup`<h1>${title}</h1>` : markup`<h2>${title}</h2>`;
  return markup`<section class="panel${heading === 'h1' && ' page'}" aria-label="${title}"${isFullPage && markup` data-full-page`}>
<header>${name}<span class="quiet">${type}, ${environment}</span></header>
<div class="frame-place" data-forge-frame="${index}"></div>
</section>`;
}

function describeFrame(
  { installation, module }: ShownForgeModule,
  issue: string | undefined,
): Record<string, unknown> {
  const { manifest } = installation;
  return {
    app: appUuid(manifest.appId),
    module: module.key,
    name: module.title,
    url: resourceUrl(installation, module.resource, module.page),
    sandbox: SANDBOX,
    issue,
    resources: Object.fromEntries(
      manifest.resources.map(({ key }) => [key, resourceUrl(installation, key, 'index.html')]),
    ),
  };
}

/** The origins that the pages of a site call for Forge apps: those of their remotes. */
export function remoteOrigins({ forgeInstallations }: Site): readonly string[] {
  const urls = forgeInstallations.flatMap((installation) =>
    installation.manifest.remotes.map(({ key }) => installation.remoteUrl(key)),
  );
  return [...new Set(urls.map((url) => new URL(url).origin))];
}

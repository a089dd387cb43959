import type { SiteRequest } from '../site/site-request.ts';
import { renderForgeFrames } from './forge-frames.ts';
import { renderLayout } from './layout.ts';
import { markup } from './markup.ts';
import { recordPage, startPage } from './page-parts.ts';

/** The page of one module of a Forge app: `/jira/apps/<app>/<module>?issue=AB-1`. */
export function renderForgePage(request: SiteRequest, app: string, moduleKey: string): string | undefined {
  const { site, url } = request;
  const installation = site.forgeInstallation(app);
  const module = installation?.manifest.modules.find(({ key }) => key === moduleKey);
  if (!installation || !module) return undefined;
  const parts = startPage(request);
  recordPage(parts, `the page "${module.title}"`);
  const issue = site.data.findIssue(url.searchParams.get('issue') ?? '')?.key;
  const frames = renderForgeFrames([{ installation, module }], { issue, heading: 'h1' });
  return renderLayout(parts, { title: module.title, main: markup`${frames}` });
}

import { fillModuleUrl, type Module } from '@authbeat/core';
import type { Installation } from '../installation/installation.ts';
import type { Site } from './site.ts';

/** Where a frame stands on an issue's page. */
export type PanelPlace = 'content' | 'context';

/** A module on an issue's page. */
export interface Panel {
  readonly installation: Installation;
  /** What the frame shows; its key is in the frame's name. */
  readonly module: Module;
  /** The quick-add button that opens it. A panel without one is open from the start. */
  readonly button?: Module;
  readonly place: PanelPlace;
}

const LOCATIONS: ReadonlyMap<string | undefined, PanelPlace> = new Map([
  ['atl.jira.view.issue.left.context', 'content'],
  ['atl.jira.view.issue.right.context', 'context'],
]);

const ADMIN_PAGE_TYPES = new Set(['adminPages', 'configurePage']);
const PAGE_TYPES = new Set(['generalPages', 'jiraProjectPages', 'profilePages', ...ADMIN_PAGE_TYPES]);

/** The panels of an issue's page, in the order of the descriptors. */
export function listPanels(site: Site): readonly Panel[] {
  return enabledApps(site).flatMap((installation) => {
    const modules = installation.modules.filter((module) => hasPageInApp(installation, module));
    const buttons = modules.filter(
      ({ type, target }) => type === 'jiraIssueContents' && target?.type === 'web_panel',
    );
    const webPanels = modules.filter(({ type, location }) => type === 'webPanels' && LOCATIONS.has(location));
    const panelOf = (module: Module, button?: Module): Panel => ({
      installation,
      module,
      place: LOCATIONS.get(module.location) ?? 'content',
      ...(button && { button }),
    });
    // A button and a web panel with the same URL are one panel, which opens on a click.
    const late = buttons.map((button) =>
      panelOf(webPanels.find(({ url }) => url === button.target?.url) ?? button, button),
    );
    const early = webPanels
      .filter(({ url }) => !buttons.some(({ target }) => target?.url === url))
      .map((module) => panelOf(module));
    return [late, early].flat();
  });
}

/** A module with a page of its own. */
export interface PageModule {
  readonly installation: Installation;
  readonly module: Module;
}

/** The pages for the user who is signed in. A host only hides the others: authorising is up to the app. */
export function listPages(site: Site): readonly PageModule[] {
  const isAdmin = site.signedIn?.admin === true;
  return enabledApps(site).flatMap((installation) =>
    installation.modules
      .filter((module) => PAGE_TYPES.has(module.type) && hasPageInApp(installation, module))
      .filter(({ type }) => isAdmin || !ADMIN_PAGE_TYPES.has(type))
      .map((module) => ({ installation, module })),
  );
}

function enabledApps(site: Site): readonly Installation[] {
  return site.installations.filter(({ state }) => state === 'enabled');
}

function hasPageInApp({ descriptor: { baseUrl } }: Installation, { url, target }: Module): boolean {
  const template = target?.url ?? url;
  return template !== undefined && fillModuleUrl({ template, baseUrl }) !== undefined;
}

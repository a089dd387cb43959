import type { Product } from '../content/frame-context.ts';
import type { Place } from './places.ts';

/**
 * How a module is shown:
 * - `page`: a link in its place opens it across the full width;
 * - `panel`: a frame in its place, loaded with the page;
 * - `late`: a button in its place opens a frame beside it;
 * - `item`: a link, or a button that opens a dialog or an inline dialog;
 * - `macro`: a frame in the body of a page of Confluence;
 * - `static-macro`: markup that the host fetches, in the body of a page of Confluence.
 */
export type Form = 'page' | 'panel' | 'late' | 'item' | 'macro' | 'static-macro';

/** A type of modules that has a place. */
export interface ShownType {
  readonly product?: Product;
  readonly form: Form;
  /** Its place; `location` where the module names it. */
  readonly place: Place | 'location';
}

/** A type of modules that is not shown, and why. */
export interface HiddenType {
  readonly product?: Product;
  readonly reason: string;
}

export type ModuleType = ShownType | HiddenType;

const jira = (form: Form, place: ShownType['place']): ShownType => ({ product: 'jira', form, place });
const confluence = (form: Form, place: ShownType['place']): ShownType => ({
  product: 'confluence',
  form,
  place,
});
const both = (form: Form, place: ShownType['place']): ShownType => ({ form, place });

const WORKFLOW = 'The local host has no workflow editor.';
const VERSION = 'The local host has no pages of versions and components.';
const SERVICE_DESK = 'The local host has no queues, requests and portals of Jira Service Management.';
const NOTHING_TO_SHOW = 'It has no page of its own.';
const EDITOR = "The local host has no editor of Confluence, apart from the macro's own.";

/** Every type of modules of Jira and Confluence. */
const MODULE_TYPES: Readonly<Record<string, ModuleType>> = {
  generalPages: both('page', 'navigation'),
  adminPages: both('page', 'administration'),
  configurePage: both('page', 'administration'),
  postInstallPage: both('page', 'administration'),
  profilePages: both('page', 'profile'),
  webItems: both('item', 'location'),
  webPanels: both('panel', 'location'),

  jiraIssueContents: jira('late', 'issue-buttons'),
  jiraIssueContexts: jira('late', 'issue-context'),
  jiraIssueGlances: jira('late', 'issue-context'),
  jiraIssueTabPanels: jira('late', 'issue-activity'),
  jiraProjectPages: jira('page', 'project'),
  jiraProjectTabPanels: jira('page', 'project'),
  jiraReports: jira('page', 'project'),
  jiraProjectAdminTabPanels: jira('page', 'project-settings'),
  jiraProfileTabPanels: jira('page', 'profile'),
  jiraDashboardItems: jira('panel', 'dashboard'),

  dynamicContentMacros: confluence('macro', 'content-body'),
  staticContentMacros: confluence('static-macro', 'content-body'),
  contentBylineItems: confluence('item', 'content-byline'),
  spaceToolsTabs: confluence('page', 'space'),
  spacePages: confluence('page', 'space'),

  dialogs: { reason: 'It opens when a page of the app calls AP.dialog.create() with its key.' },
  webhooks: { reason: `${NOTHING_TO_SHOW} The local host sends no webhooks.` },
  webSections: { reason: `${NOTHING_TO_SHOW} Its items are shown in the place of the section.` },

  jiraEntityProperties: hidden(
    'jira',
    `${NOTHING_TO_SHOW} The properties of an issue are listed on its page, and not indexed for JQL.`,
  ),
  jiraGlobalPermissions: hidden('jira', NOTHING_TO_SHOW),
  jiraProjectPermissions: hidden('jira', NOTHING_TO_SHOW),
  jiraIssueFields: hidden('jira', 'The local host has no custom fields.'),
  jiraBackgroundScripts: hidden('jira', 'The local host loads no background scripts.'),
  jiraSearchRequestViews: hidden('jira', 'The local host has no list of issues to export.'),
  jiraTimeTrackingProviders: hidden('jira', 'The local host has no time tracking.'),
  jiraComponentTabPanels: hidden('jira', VERSION),
  jiraVersionTabPanels: hidden('jira', VERSION),
  jiraWorkflowConditions: hidden('jira', WORKFLOW),
  jiraWorkflowValidators: hidden('jira', WORKFLOW),
  jiraWorkflowPostFunctions: hidden('jira', WORKFLOW),
  jiraBuildInfoProvider: hidden('jira', NOTHING_TO_SHOW),
  jiraDeploymentInfoProvider: hidden('jira', NOTHING_TO_SHOW),
  jiraDevelopmentTool: hidden('jira', NOTHING_TO_SHOW),
  jiraFeatureFlagInfoProvider: hidden('jira', NOTHING_TO_SHOW),
  jiraRemoteLinkInfoProvider: hidden('jira', NOTHING_TO_SHOW),
  serviceDeskOrganizationActions: hidden('jira', SERVICE_DESK),
  serviceDeskOrganizationPanels: hidden('jira', SERVICE_DESK),
  serviceDeskPortalFooters: hidden('jira', SERVICE_DESK),
  serviceDeskPortalHeaders: hidden('jira', SERVICE_DESK),
  serviceDeskPortalProfileActions: hidden('jira', SERVICE_DESK),
  serviceDeskPortalProfilePanels: hidden('jira', SERVICE_DESK),
  serviceDeskPortalRequestCreatePropertyPanels: hidden('jira', SERVICE_DESK),
  serviceDeskPortalRequestViewActions: hidden('jira', SERVICE_DESK),
  serviceDeskPortalRequestViewPanels: hidden('jira', SERVICE_DESK),
  serviceDeskPortalSubHeaders: hidden('jira', SERVICE_DESK),
  serviceDeskPortalUserMenuActions: hidden('jira', SERVICE_DESK),
  serviceDeskQueueGroups: hidden('jira', SERVICE_DESK),
  serviceDeskQueues: hidden('jira', SERVICE_DESK),
  serviceDeskReports: hidden('jira', SERVICE_DESK),
  automationActions: hidden('jira', SERVICE_DESK),

  blueprints: hidden('confluence', EDITOR),
  confluenceContentProperties: hidden('confluence', `${NOTHING_TO_SHOW} Properties are not indexed for CQL.`),
  confluenceThemes: hidden('confluence', 'The local host has a look of its own.'),
  customContent: hidden('confluence', 'The local host has pages only.'),
  keyboardShortcuts: hidden('confluence', 'The local host has no keyboard shortcuts of apps.'),
};

/** Finds a type of modules. A type that is in no list has a reason as well. */
export function findModuleType(type: string): ModuleType {
  return Object.hasOwn(MODULE_TYPES, type) && MODULE_TYPES[type] !== undefined
    ? MODULE_TYPES[type]
    : { reason: `The local host does not know modules of the type "${type}".` };
}

function hidden(product: Product, reason: string): HiddenType {
  return { product, reason };
}

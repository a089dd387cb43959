/** Descriptors in the shape of public apps: their module types, locations, targets and conditions. */
export const PUBLIC_APPS = {
  /** An editor of documents for Confluence. */
  documentEditor: {
    product: 'confluence',
    modules: {
      generalPages: [
        {
          key: 'editor',
          name: { value: 'Editor' },
          url: '/editor?pageId={page.id}&attachmentId={attachment.id}&attachmentName={attachment.name}&mode={ac.mode}',
          location: 'none',
        },
      ],
      webItems: [
        {
          key: 'create-document',
          name: { value: 'Create document' },
          location: 'system.content.button',
          context: 'page',
          url: '/create?pageId={page.id}',
          target: { type: 'dialog', options: { chrome: false, size: 'x-large' } },
          conditions: [{ condition: 'has_page_permission', params: { permission: 'edit' } }],
        },
        {
          key: 'edit-attachment',
          name: { value: 'Edit in editor' },
          location: 'system.attachment',
          context: 'page',
          url: 'editor',
          conditions: [
            { condition: 'has_attachment_permission', params: { permission: 'edit' } },
            { condition: 'user_is_sysadmin', invert: true },
          ],
        },
      ],
      configurePage: { key: 'settings', name: { value: 'Settings' }, url: '/configure' },
    },
  },
  /** Web items of every target, and a condition that the app itself decides. */
  jiraExample: {
    product: 'jira',
    modules: {
      webItems: [
        { key: 'link', name: { value: 'Link' }, location: 'operations-work', url: '/link?issue={issue.key}' },
        {
          key: 'open-dialog',
          name: { value: 'Open dialog' },
          location: 'operations-work',
          url: '/dialog.html?issue={issue.key}',
          target: {
            type: 'dialog',
            options: { width: '400px', height: '300px', header: { value: 'Hello' } },
          },
        },
        {
          key: 'open-inline',
          name: { value: 'Open inline dialog' },
          location: 'operations-work',
          url: '/inline.html?issue={issue.key}',
          target: { type: 'inlinedialog', options: { width: 320 } },
        },
        {
          key: 'product-link',
          name: { value: 'Filter' },
          location: 'system.top.navigation.bar',
          context: 'product',
          url: '/projects/NO',
        },
      ],
      webPanels: [
        {
          key: 'hello-panel',
          name: { value: 'Hello panel' },
          location: 'atl.jira.view.issue.right.context',
          url: '/panel.html?issue={issue.key}',
          layout: { width: '10px', height: '10px' },
        },
      ],
      generalPages: [
        {
          key: 'hello',
          name: { value: 'Hello' },
          url: '/hello',
          conditions: [{ condition: '/conditions/hello-world' }, { condition: 'user_is_logged_in' }],
        },
      ],
    },
  },
  /** Glances, tabs, dashboards, projects and everything else that an issue tracker has. */
  pairUp: {
    product: 'jira',
    modules: {
      jiraIssueGlances: [
        {
          key: 'pairs',
          name: { value: 'Pairs' },
          content: { type: 'label', label: { value: 'Pair up' } },
          icon: { url: '/icon.png', width: 16, height: 16 },
          target: { type: 'web_panel', url: '/pairs.html?issue={issue.key}' },
        },
      ],
      jiraIssueTabPanels: [{ key: 'history', name: { value: 'Pairings' }, url: '/history.html' }],
      jiraProjectPages: [
        { key: 'project-page', name: { value: 'Board' }, url: '/index.html?projectKey={project.key}' },
      ],
      jiraReports: [{ key: 'report', name: { value: 'Report' }, url: '/report?projectKey={project.key}' }],
      jiraProjectAdminTabPanels: [
        { key: 'admin-tab', name: { value: 'Settings' }, url: '/settings', location: 'projectgroup2' },
      ],
      jiraDashboardItems: [
        {
          key: 'gadget',
          name: { value: 'Gadget' },
          url: '/gadget.html?item={dashboardItem.id}&view={dashboardItem.viewType}',
          configurable: true,
        },
      ],
      jiraProfileTabPanels: [
        { key: 'profile', name: { value: 'My pairs' }, url: '/profile?user={profileUser.accountId}' },
      ],
      postInstallPage: { key: 'start', name: { value: 'Get started' }, url: '/start' },
      dialogs: [{ key: 'picker', url: '/picker' }],
      webhooks: [{ event: 'jira:issue_updated', url: '/hook?issue={issue.key}&project={project.key}' }],
      jiraWorkflowPostFunctions: [{ key: 'post', name: { value: 'Post' }, triggered: { url: '/triggered' } }],
      jiraVersionTabPanels: [{ key: 'version', name: { value: 'Version' }, url: '/version' }],
      serviceDeskQueues: [{ key: 'queue', name: { value: 'Queue' }, url: '/queue' }],
      somethingNew: [{ key: 'new', name: { value: 'New' }, url: '/new' }],
    },
  },
} as const;

/** Macros, bylines and spaces of Confluence. */
export const CONFLUENCE_MODULES = {
  dynamicContentMacros: [
    {
      key: 'diagram',
      name: { value: 'Diagram' },
      url: '/diagram.html?id={macro.id}&colour={colour}&page={page.id}',
      parameters: [{ identifier: 'colour', type: 'string', defaultValue: 'blue' }],
      editor: { url: '/diagram-editor.html?page={page.id}', editTitle: { value: 'Edit diagram' } },
    },
    { key: 'plain-macro', name: { value: 'Plain macro' }, url: '/plain-macro.html', cacheable: true },
  ],
  staticContentMacros: [
    { key: 'static', name: { value: 'Static text' }, url: '/static?page={page.id}&out={output.type}' },
    { key: 'static-post', name: { value: 'Posted' }, url: '/static', renderingMethod: 'post' },
  ],
  contentBylineItems: [
    {
      key: 'byline',
      name: { value: 'Reviewed' },
      context: 'addon',
      url: '/byline.html?content={content.id}',
      target: { type: 'inlinedialog' },
    },
  ],
  spaceToolsTabs: [
    { key: 'tools', name: { value: 'Tools' }, location: 'contenttools', url: '/tools?space={space.key}' },
  ],
  webPanels: [
    { key: 'below', name: { value: 'Below' }, location: 'atl.general', url: '/below.html?space={space.key}' },
  ],
  blueprints: [{ key: 'blueprint', name: { value: 'Blueprint' }, template: { url: '/template' } }],
};

/** The app as Atlassian's host sees it: the response to `GET /atlassian-connect.json`. */
export function describeApp(baseUrl: string) {
  return {
    key: 'issue-panel',
    name: 'Issue panel',
    description: 'Notes beside an issue, and all of them on one page.',
    vendor: { name: 'Authbeat' },
    baseUrl,
    authentication: { type: 'jwt' },
    apiMigrations: { 'signed-install': true, 'context-qsh': true },
    lifecycle: {
      installed: '/authbeat/installed',
      uninstalled: '/authbeat/uninstalled',
      enabled: '/authbeat/enabled',
      disabled: '/authbeat/disabled',
    },
    scopes: ['READ'],
    modules: {
      jiraIssueContents: [
        {
          key: 'foo-button',
          name: { value: 'Foo' },
          tooltip: { value: 'Show Foo' },
          icon: { width: 24, height: 24, url: '/assets/icon.svg' },
          target: { type: 'web_panel', url: '/foo.html' },
        },
      ],
      webPanels: [
        {
          key: 'foo-panel',
          name: { value: 'Foo' },
          location: 'atl.jira.view.issue.left.context',
          url: '/foo.html',
        },
      ],
      generalPages: [
        {
          key: 'notes-page',
          name: { value: 'Notes' },
          location: 'system.top.navigation.bar',
          url: '/notes.html',
        },
      ],
    },
  };
}

import { describeApp } from '../../examples/issue-panel/src/descriptor.ts';

/** Describes the example app with so many panels, which are all open on an issue. */
export function describePanels(count: number): (baseUrl: string) => object {
  const webPanels = Array.from({ length: count }, (_, index) => ({
    key: `panel-${index}`,
    name: { value: `Panel ${index}` },
    location: 'atl.jira.view.issue.left.context',
    url: `/foo.html?panel=${index}`,
  }));
  return (baseUrl) => ({ ...describeApp(baseUrl), modules: { webPanels } });
}

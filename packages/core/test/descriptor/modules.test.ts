import { describe, expect, it } from 'vitest';
import { listModules, parseDescriptor } from '../../src/index.ts';

function modulesOf(modules: object): ReturnType<typeof listModules> {
  return listModules(
    parseDescriptor({
      key: 'my-app',
      baseUrl: 'https://app.example.com',
      authentication: { type: 'jwt' },
      modules,
    }),
  );
}

describe('the modules of a descriptor', () => {
  it('are listed in its order, with what a host needs', () => {
    const button = { key: 'foo', name: { value: 'Foo' }, target: { type: 'web_panel', url: '/foo.html' } };
    const panel = {
      key: 'panel',
      url: '/foo.html',
      location: 'atl.jira.view.issue.left.context',
      cacheable: true,
    };
    const configure = { key: 'settings', name: 'Settings', url: '/settings?user={user.id}' };
    expect(
      modulesOf({ jiraIssueContents: [button], webPanels: [panel], configurePage: configure }),
    ).toStrictEqual([
      {
        type: 'jiraIssueContents',
        key: 'foo',
        name: 'Foo',
        target: button.target,
        cacheable: false,
        source: button,
      },
      {
        type: 'webPanels',
        key: 'panel',
        name: 'panel',
        url: '/foo.html',
        location: 'atl.jira.view.issue.left.context',
        cacheable: true,
        source: panel,
      },
      {
        type: 'configurePage',
        key: 'settings',
        name: 'Settings',
        url: '/settings?user={user.id}',
        cacheable: false,
        source: configure,
      },
    ]);
  });

  it('are numbered where they have no key, and their targets are pages by default', () => {
    expect(modulesOf({ webItems: [{ target: { url: 1 } }, { name: '' }] })).toMatchObject([
      { key: 'webItems-0', name: 'webItems-0', target: { type: 'page' } },
      { key: 'webItems-1', name: 'webItems-1' },
    ]);
  });

  it('are left out where they are no objects', () => {
    expect(modulesOf({ webPanels: ['x', null, [], 1], generalPages: 'x', webhooks: null })).toStrictEqual([]);
  });

  it('are cacheable only where the descriptor says so plainly', () => {
    const [first, second] = modulesOf({ webPanels: [{ cacheable: 'true' }, { cacheable: 1 }] });
    expect([first?.cacheable, second?.cacheable]).toStrictEqual([false, false]);
  });
});

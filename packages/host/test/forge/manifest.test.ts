import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/forge/load-manifest.ts';
import { ManifestError } from '../../src/index.ts';

const APP_ID = 'ari:cloud:ecosystem::app/8f1c4e3a-9a3d-4d0e-8c53-1f0a6a2f1b77';
const REMOTE = { key: 'back-end', baseUrl: 'https://app.example.com/' };

async function problemsOf(manifest: Record<string, unknown>): Promise<readonly string[]> {
  try {
    await readManifest(manifest, {});
    return [];
  } catch (error) {
    if (error instanceof ManifestError) return error.problems;
    throw error;
  }
}

describe('a manifest', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'authbeat-manifest-'));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it('is read from YAML, with variables of its own and of the environment', async () => {
    const path = join(folder, 'manifest.yml');
    await writeFile(
      path,
      `app: { id: '${APP_ID}', licensing: { enabled: true } }
environment:
  variables: [{ key: HOST_NAME, default: app.example.com }, PATH_NAME]
remotes: [{ key: back-end, baseUrl: { default: 'https://\${HOST_NAME}/\${PATH_NAME}', EU: 'https://eu.example.com' } }]
resources: [{ key: main, path: static, tunnel: { port: 3000 }, entry: { settings: settings.html } }]
modules:
  endpoint: [{ key: notes, remote: back-end, route: { path: /notes }, auth: { appSystemToken: { enabled: true } } }]
  jira:issuePanel: [{ key: panel, title: Notes, resource: main/settings, resolver: { endpoint: notes } }]
  jira:globalPage: [{ key: kit, resource: main, render: native }, { key: old, function: run }]
  trigger: [{ key: events, endpoint: notes, events: ['avi:forge:installed:app'] }, { key: other, function: run, events: [] }]
  scheduledTrigger: [{ key: daily, endpoint: notes, interval: day }]
`,
    );
    expect(await readManifest(path, { variables: { PATH_NAME: 'v1' } })).toMatchObject({
      appId: APP_ID,
      directory: folder,
      licensed: true,
      remotes: [{ key: 'back-end', baseUrl: 'https://app.example.com/v1' }],
      resources: [{ key: 'main', path: 'static', tunnelPort: 3000 }],
      endpoints: [{ key: 'notes', remote: 'back-end', path: '/notes', systemToken: true, userToken: false }],
      modules: [
        {
          type: 'jira:issuePanel',
          key: 'panel',
          title: 'Notes',
          resource: 'main',
          page: 'settings.html',
          endpoint: 'notes',
        },
      ],
      notSimulated: [
        { key: 'kit', reason: 'The local host does not render UI Kit.' },
        { key: 'old', reason: 'The local host runs no Forge functions.' },
        { key: 'other', reason: 'The local host runs no Forge functions.' },
      ],
      triggers: [{ key: 'events', endpoint: 'notes', events: ['avi:forge:installed:app'] }],
      schedules: [{ key: 'daily', endpoint: 'notes' }],
    });
  });

  it('names every mistake at once', async () => {
    expect(
      await problemsOf({
        app: { id: 'my-app', connect: { remote: 'nowhere', authentication: 'none' } },
        remotes: [{ key: 'one', baseUrl: 'ftp://app.example.com' }, { baseUrl: 'https://app.example.com' }],
        resources: [{ key: 'main' }, { key: 'other', path: 'x', tunnel: { port: 0 } }],
        modules: {
          endpoint: [{ key: 'notes', remote: 'nowhere' }],
          'jira:issuePanel': [{ key: 'panel', resource: 'nothing', resolver: { endpoint: 'notes' } }],
          'jira:globalPage': [{ key: 'panel', resource: 'nothing' }, { title: 'No key' }],
          trigger: { key: 'events' },
        },
        permissions: { scopes: 'all', external: { fetch: { client: ["'none'; script-src *"] } } },
      }),
    ).toEqual([
      '`app.id` must be an ARI such as "ari:cloud:ecosystem::app/<uuid>"',
      '`baseUrl` of the remote "one" must be an http or https URL without a query',
      'each entry of `remotes` needs a `key`',
      'the resource "main" needs a `path`',
      '`tunnel.port` of the resource "other" must be a port',
      'each entry of `modules.jira:globalPage` needs a `key` of letters, digits, dashes and underscores',
      '`modules.trigger` must be a list',
      'the module key "panel" is used twice',
      '`remote` of the endpoint "notes" must be the key of a remote',
      '`app.connect.key` must be the key of the Connect app',
      '`app.connect.remote` must be the key of a remote',
      '`app.connect.authentication` must be "jwt"',
      '`resource` of the module "panel" must be the key of a resource',
      '`endpoint` of the jira:issuePanel "panel" must be the key of an endpoint with a remote',
      '`resource` of the module "panel" must be the key of a resource',
      '`endpoint` of the trigger "events" must be the key of an endpoint with a remote',
      '`permissions.scopes` must be a list of texts',
      'each entry of `permissions.external.fetch.client` must be an address, or name a remote',
    ]);
  });

  it('is refused when it is no YAML mapping, cannot be read, or has variables without a value', async () => {
    await writeFile(join(folder, 'broken.yml'), 'app: [');
    await expect(readManifest(join(folder, 'broken.yml'), {})).rejects.toThrow('The manifest cannot be used');
    await expect(readManifest(join(folder, 'missing.yml'), {})).rejects.toThrow('cannot be read');
    await expect(readManifest({ app: { id: '${APP_ID}' } }, {})).rejects.toThrow('${APP_ID} has no value');
  });

  it('has a Connect app within it, whose lifecycle has two spellings', async () => {
    const manifest = await readManifest(
      {
        app: { id: APP_ID, connect: { key: 'my-app', remote: 'back-end', authentication: 'jwt' } },
        remotes: [REMOTE],
        connectModules: {
          'jira:lifecycle': [
            { key: 'events', installed: '/installed' },
            { key: 'end', event: 'uninstalled', remote: 'back-end', url: '/uninstalled' },
          ],
          'jira:webPanels': [
            { key: 'panel', url: '/panel.html', location: 'atl.jira.view.issue.right.context' },
          ],
        },
      },
      {},
    );
    expect(manifest.connect).toEqual({
      key: 'my-app',
      baseUrl: 'https://app.example.com',
      remote: 'back-end',
      authentication: { type: 'jwt' },
      lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
      modules: {
        webPanels: [{ key: 'panel', url: '/panel.html', location: 'atl.jira.view.issue.right.context' }],
      },
    });
  });
});
